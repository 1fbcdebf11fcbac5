using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Models;

namespace StreamMood.Vision.Emotions;

/// <summary>
/// Reads expressions from aligned grey faces: input <c>face</c> [N,1,S,S], output <c>logits</c> [N,8], calibrated by the
/// model's temperature (Guo et al. 2017, arXiv 1706.04599). Thread safe; concurrent calls use separate buffers.
/// </summary>
public sealed class EmotionClassifier : IDisposable
{
    /// <summary>Most faces of one run; longer inputs are cut into runs of this many.</summary>
    public const int MaxBatch = 32;

    private readonly ModelSession _model;
    private readonly Stack<EmotionTensors> _idle = new();
    private readonly float _temperature;

    private EmotionClassifier(ModelSession model, CropShape crop, float temperature)
    {
        _model = model;
        _temperature = temperature;
        Crop = crop;
        Info = model.Metadata.Info(ModelKind.Emotion, model);
    }

    /// <summary>Which model it is.</summary>
    public ModelInfo Info { get; }

    /// <summary>Where it runs.</summary>
    public ModelProvider Provider => _model.Provider;

    /// <summary>How a face must be cut out for it.</summary>
    public CropShape Crop { get; }

    /// <summary>Side of a crop in pixels.</summary>
    public int CropSize => Crop.Size;

    /// <summary>Where the landmarks go in a crop.</summary>
    public FaceTemplate Template => Crop.Template;

    /// <summary>Opens a classifier and runs it once.</summary>
    /// <param name="nameOrPath">A bundled model's name, or a file.</param>
    /// <param name="options">Provider and threads.</param>
    /// <exception cref="UserErrorException">When the file is none, or not a classifier that is understood.</exception>
    public static EmotionClassifier Load(string nameOrPath, ModelSessionOptions options)
    {
        CropShape crop = default;
        float temperature = 1;
        var model = ModelSession.Open(
            nameOrPath, options,
            m => (crop, temperature) = Read(m.Metadata),
            m =>
            {
                using var tensors = new EmotionTensors(m, crop);
                tensors.Run(1);
            });
        return new EmotionClassifier(model, crop, temperature);
    }

    /// <summary>Scores a batch.</summary>
    /// <param name="crops">n × <see cref="CropSize"/>² normalised pixels, as <see cref="FoundFaces.Crops"/> holds them.</param>
    /// <param name="scores">n results.</param>
    /// <exception cref="ArgumentException">When the lengths do not fit.</exception>
    public void Classify(ReadOnlySpan<float> crops, Span<EmotionScores> scores)
    {
        if (crops.Length != (long)scores.Length * Crop.Length)
            throw new ArgumentException($"{scores.Length} faces need {scores.Length} x {Crop.Length} values, got {crops.Length}", nameof(crops));
        if (scores.IsEmpty)
            return;
        var tensors = Rent();
        try
        {
            for (var done = 0; done < scores.Length; done += MaxBatch)
            {
                var batch = Math.Min(MaxBatch, scores.Length - done);
                crops.Slice(done * Crop.Length, batch * Crop.Length).CopyTo(tensors.Faces);
                tensors.Run(batch);
                for (var i = 0; i < batch; i++)
                    Softmax.Apply(tensors.Logits.Slice(i * Contracts.Events.Emotions.Count, Contracts.Events.Emotions.Count), _temperature, scores[done + i].Span);
            }
        }
        finally
        {
            Return(tensors);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_idle)
            while (_idle.TryPop(out var tensors))
                tensors.Dispose();
        _model.Dispose();
    }

    internal EmotionTensors Rent()
    {
        lock (_idle)
            if (_idle.TryPop(out var tensors))
                return tensors;
        return new EmotionTensors(_model, Crop);
    }

    internal void Return(EmotionTensors tensors)
    {
        lock (_idle)
            _idle.Push(tensors);
    }

    private static (CropShape Crop, float Temperature) Read(ModelMetadataText metadata)
    {
        metadata.RequireKind(ModelKind.Emotion);
        var expected = string.Join(",", Contracts.Events.Emotions.Labels);
        var labels = string.Join(",", metadata.Text("labels").Split(',', StringSplitOptions.TrimEntries));
        if (labels != expected)
            throw metadata.Refuse($"its labels are '{labels}'; expected '{expected}' in this order");
        var face = metadata.Input("face", 4);
        if (face[0] > 0 || face[1] != 1 || face[2] != face[3] || face[2] is < 16 or > 512)
            throw metadata.Refuse($"its input 'face' is [{string.Join(",", face)}]; expected [N,1,S,S] with S from 16 to 512");
        var logits = metadata.Output("logits", 2);
        if (logits[1] != Contracts.Events.Emotions.Count)
            throw metadata.Refuse($"its output 'logits' is [{string.Join(",", logits)}]; expected [N,{Contracts.Events.Emotions.Count}]");
        var temperature = metadata.Number("temperature");
        if (!(temperature > 0))
            throw metadata.Refuse($"'streammood.temperature' is {temperature}; expected a number above 0");
        return (new CropShape(face[2], metadata.Template(), metadata.Number("mean"), metadata.Number("scale")), temperature);
    }
}
