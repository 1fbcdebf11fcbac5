using Microsoft.ML.OnnxRuntime;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Models;

namespace StreamMood.Vision.Emotions;

/// <summary>
/// Reads expressions from cut-out faces. Ours take a grey crop aligned on five points, [N,1,S,S], and give eight logits,
/// calibrated by the model's temperature (Guo et al. 2017, arXiv 1706.04599); public models bring sizes, planes and labels of
/// their own. Thread safe; concurrent calls use separate buffers.
/// </summary>
public sealed class EmotionClassifier : IDisposable
{
    /// <summary>Most faces of one run on the CPU, where more would only leave the caches; longer inputs are cut into runs.</summary>
    public const int MaxBatch = 32;

    /// <summary>Most faces of one run on a device, which is busy only with many.</summary>
    public const int DeviceMaxBatch = 256;

    private readonly ModelSession _model;
    private readonly Stack<EmotionTensors> _idle = new();
    private readonly EmotionSignature _signature;

    private EmotionClassifier(ModelSession model, EmotionSignature signature)
    {
        (_model, _signature) = (model, signature);
        Info = model.Metadata.Info(ModelKind.Emotion, model);
    }

    /// <summary>Which model it is.</summary>
    public ModelInfo Info { get; }

    /// <summary>Where it runs.</summary>
    public ModelProvider Provider => _model.Provider;

    /// <summary>How a face must be cut out for it.</summary>
    public CropShape Crop => _signature.Crop;

    /// <summary>Most faces of one run; more are cut into several.</summary>
    public int Batch => _signature.MaxBatch;

    /// <summary>Side of a crop in pixels.</summary>
    public int CropSize => Crop.Size;

    /// <summary>Whether it has a readout of its own for FER2013's seven labels.</summary>
    public bool HasFerReadout => _signature.Fer is not null;

    /// <summary>Divides the logits before they become probabilities.</summary>
    /// <param name="readout">Of which output.</param>
    public float Temperature(EmotionReadout readout) =>
        readout == EmotionReadout.Fer && _signature.Fer is { } fer ? fer.Temperature : _signature.Temperature;

    /// <summary>The expressions it can name; the others get no probability.</summary>
    public IReadOnlyList<Emotion> Labels => _signature.Labels;

    /// <summary>Opens a classifier and runs it once.</summary>
    /// <param name="nameOrPath">A bundled model's name, a file, or <c>auto</c>: the bundled one for the provider that works.</param>
    /// <param name="options">Provider and threads.</param>
    /// <param name="maxBatch">Most faces that one call brings, for which room is kept; <see cref="MaxBatch"/> or <see cref="DeviceMaxBatch"/> bound it.</param>
    /// <exception cref="UserErrorException">When the file is none, or not a classifier that is understood.</exception>
    public static EmotionClassifier Load(string nameOrPath, ModelSessionOptions options, int maxBatch = MaxBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        EmotionSignature? signature = null;
        var model = ModelSession.Open(
            provider => ModelFiles.Emotion(nameOrPath, provider), options,
            m => signature = EmotionSignature.Read(m).Within(Math.Min(maxBatch, m.Provider.Name == "cpu" ? MaxBatch : DeviceMaxBatch)),
            m => WarmUp(m, signature!));
        return new EmotionClassifier(model, signature!);
    }

    /// <summary>Scores a batch as the worker publishes it.</summary>
    /// <inheritdoc cref="Classify(ReadOnlySpan{float}, Span{EmotionScores}, EmotionReadout)"/>
    public void Classify(ReadOnlySpan<float> crops, Span<EmotionScores> scores) => Classify(crops, scores, EmotionReadout.Votes);

    /// <summary>Scores a batch.</summary>
    /// <param name="crops">n × <see cref="CropShape.Length"/> normalised pixels, as <see cref="FoundFaces.Crops"/> holds them.</param>
    /// <param name="scores">n results.</param>
    /// <param name="readout">Which convention.</param>
    /// <exception cref="ArgumentException">When the lengths do not fit.</exception>
    public void Classify(ReadOnlySpan<float> crops, Span<EmotionScores> scores, EmotionReadout readout)
    {
        if (crops.Length != (long)scores.Length * Crop.Length)
            throw new ArgumentException($"{scores.Length} faces need {scores.Length} x {Crop.Length} values, got {crops.Length}", nameof(crops));
        if (scores.IsEmpty)
            return;
        var fer = readout == EmotionReadout.Fer ? _signature.Fer : null;
        var tensors = Rent();
        try
        {
            for (var done = 0; done < scores.Length; done += _signature.MaxBatch)
            {
                var batch = Math.Min(_signature.MaxBatch, scores.Length - done);
                crops.Slice(done * Crop.Length, batch * Crop.Length).CopyTo(tensors.Faces);
                tensors.Run(batch);
                for (var i = 0; i < batch; i++)
                    if (fer is not null)
                        Spread(tensors.Fer.Slice(i * fer.Labels.Count, fer.Labels.Count), fer.Labels, fer.Temperature, ref scores[done + i]);
                    else
                        Spread(tensors.Output.Slice(i * tensors.Width, Labels.Count), Labels, _signature.Temperature, ref scores[done + i]);
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

    // One face, and then a batch: a file may say that it takes any number and have been exported for one. On a device the largest, for
    // which its memory grows while nobody waits.
    private static void WarmUp(ModelSession model, EmotionSignature signature)
    {
        using var tensors = new EmotionTensors(model, signature);
        tensors.Run(1);
        var batch = model.Provider.Name == "cpu" ? Math.Min(2, signature.MaxBatch) : signature.MaxBatch;
        if (batch == 1)
            return;
        try
        {
            tensors.Run(batch);
        }
        catch (OnnxRuntimeException e) when (model.Provider.Name == "cpu")
        {
            throw model.Metadata.Refuse(
                $"its input '{signature.Input}' says that it takes any number of faces, but it fails with {batch}: {OnnxMessage.Short(e.Message)}; export it with an open batch all through, or with a batch of 1");
        }
    }

    internal EmotionTensors Rent()
    {
        lock (_idle)
            if (_idle.TryPop(out var tensors))
                return tensors;
        return new EmotionTensors(_model, _signature);
    }

    internal void Return(EmotionTensors tensors)
    {
        lock (_idle)
            _idle.Push(tensors);
    }

    private void Spread(ReadOnlySpan<float> values, IReadOnlyList<Emotion> labels, float temperature, ref EmotionScores scores)
    {
        Span<float> probabilities = stackalloc float[values.Length];
        if (_signature.Probabilities)
        {
            // A softmax of logarithms gives the probabilities back, or calibrates them.
            for (var i = 0; i < values.Length; i++)
                probabilities[i] = MathF.Log(MathF.Max(values[i], 1e-9f));
            Softmax.Apply(probabilities, temperature, probabilities);
        }
        else
        {
            Softmax.Apply(values, temperature, probabilities);
        }

        scores = default;
        for (var i = 0; i < labels.Count; i++)
            scores[labels[i]] = probabilities[i];
    }
}
