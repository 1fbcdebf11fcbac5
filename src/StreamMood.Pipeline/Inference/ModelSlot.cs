namespace StreamMood.Pipeline.Inference;

/// <summary>The generation of models in use. Thread-safe.</summary>
internal sealed class ModelSlot(InferenceModels first) : IDisposable
{
    private readonly Lock _gate = new();
    private ModelGeneration _current = new(first);

    /// <summary>The models that the worker began with.</summary>
    public InferenceModels First { get; } = first;

    /// <summary>Whether <paramref name="generation"/> is still the one in use.</summary>
    public bool IsCurrent(ModelGeneration? generation) => ReferenceEquals(Volatile.Read(ref _current), generation);

    /// <summary>The generation in use, held for the caller.</summary>
    public ModelGeneration Hold()
    {
        lock (_gate)
            return _current.Hold();
    }

    /// <summary>Takes proven models into use; the old ones end with the last frame that they read.</summary>
    public void Replace(InferenceModels models)
    {
        ModelGeneration old;
        lock (_gate)
            (old, _current) = (_current, new ModelGeneration(models));
        old.Release();
    }

    public void Dispose() => _current.Release();
}
