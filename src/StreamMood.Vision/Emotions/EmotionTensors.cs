using Microsoft.ML.OnnxRuntime;
using StreamMood.Vision.Models;

namespace StreamMood.Vision.Emotions;

/// <summary>Buffers of one classifier run at a time; each batch size is bound on its first use.</summary>
internal sealed class EmotionTensors : IDisposable
{
    private readonly ModelSession _model;
    private readonly EmotionSignature _signature;
    private readonly float[] _faces;
    private readonly float[] _output;
    private readonly float[] _fer;
    private readonly OrtIoBinding?[] _bindings;
    private readonly List<OrtValue> _values = [];

    public EmotionTensors(ModelSession model, EmotionSignature signature)
    {
        (_model, _signature, Width) = (model, signature, signature.Labels.Count + signature.Extra);
        _bindings = new OrtIoBinding?[signature.MaxBatch + 1];
        _faces = GC.AllocateArray<float>(signature.MaxBatch * signature.Crop.Length, pinned: true);
        _output = GC.AllocateArray<float>(signature.MaxBatch * Width, pinned: true);
        _fer = GC.AllocateArray<float>(signature.MaxBatch * (signature.Fer?.Labels.Count ?? 0), pinned: true);
    }

    /// <summary>Values a face in <see cref="Output"/>.</summary>
    public int Width { get; }

    public Span<float> Faces => _faces;

    public ReadOnlySpan<float> Output => _output;

    /// <summary>The second readout's values; empty without one.</summary>
    public ReadOnlySpan<float> Fer => _fer;

    /// <summary>Runs <paramref name="batch"/> faces, at most the signature's <see cref="EmotionSignature.MaxBatch"/>.</summary>
    public void Run(int batch) => _model.Run(_bindings[batch] ??= Bind(batch));

    public void Dispose()
    {
        foreach (var binding in _bindings)
            binding?.Dispose();
        foreach (var value in _values)
            value.Dispose();
    }

    private OrtIoBinding Bind(int batch)
    {
        var binding = _model.Session.CreateIoBinding();
        var crop = _signature.Crop;
        binding.BindInput(_signature.Input, Value(_faces, [batch, crop.Channels, crop.Size, crop.Size]));
        binding.BindOutput(_signature.Output, Value(_output, [batch, Width]));
        if (_signature.Fer is { } fer)
            binding.BindOutput(fer.Output, Value(_fer, [batch, fer.Labels.Count]));
        return binding;
    }

    private OrtValue Value(float[] data, long[] shape)
    {
        var length = shape.Aggregate(1L, (a, b) => a * b);
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(0, (int)length), shape);
        _values.Add(value);
        return value;
    }
}
