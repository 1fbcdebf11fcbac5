using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// Detector and classifier that belong together. A frame is read by one generation from end to end: its crops fit no other's
/// classifier, and its event names the versions. Disposed of when replaced and nobody holds it any more. Thread-safe.
/// </summary>
internal sealed class ModelGeneration(InferenceModels models)
{
    private int _holders = 1;

    public InferenceModels Models { get; } = models;

    public ModelVersions Versions { get; } = models.Versions;

    public ClassifyFaces Classify { get; init; } = models.Classifier.Classify;

    /// <summary>One more holder; for those who know that it is held by somebody.</summary>
    public ModelGeneration Hold()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Models.Dispose();
    }
}
