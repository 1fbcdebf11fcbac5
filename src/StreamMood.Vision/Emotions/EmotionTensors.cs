using Microsoft.ML.OnnxRuntime;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Models;

namespace StreamMood.Vision.Emotions;

/// <summary>Buffers of one classifier run at a time; each batch size is bound on its first use.</summary>
internal sealed class EmotionTensors : IDisposable
{
    private readonly ModelSession _model;
    private readonly CropShape _crop;
    private readonly float[] _faces;
    private readonly float[] _logits;
    private readonly OrtIoBinding?[] _bindings = new OrtIoBinding?[EmotionClassifier.MaxBatch + 1];
    private readonly List<OrtValue> _values = [];

    public EmotionTensors(ModelSession model, CropShape crop)
    {
        _model = model;
        _crop = crop;
        _faces = GC.AllocateArray<float>(EmotionClassifier.MaxBatch * crop.Length, pinned: true);
        _logits = GC.AllocateArray<float>(EmotionClassifier.MaxBatch * Contracts.Events.Emotions.Count, pinned: true);
    }

    public Span<float> Faces => _faces;

    public ReadOnlySpan<float> Logits => _logits;

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
        binding.BindInput("face", Value(_faces, batch * _crop.Length, [batch, 1, _crop.Size, _crop.Size]));
        binding.BindOutput("logits", Value(_logits, batch * Contracts.Events.Emotions.Count, [batch, Contracts.Events.Emotions.Count]));
        return binding;
    }

    private OrtValue Value(float[] data, int length, long[] shape)
    {
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(0, length), shape);
        _values.Add(value);
        return value;
    }
}
