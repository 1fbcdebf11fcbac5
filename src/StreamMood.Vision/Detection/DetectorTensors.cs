using Microsoft.ML.OnnxRuntime;
using StreamMood.Vision.Models;

namespace StreamMood.Vision.Detection;

/// <summary>Input and outputs of a detector for one input size, bound once so that a run allocates nothing.</summary>
internal sealed class DetectorTensors : IDisposable
{
    private readonly ModelSession _model;
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values = [];
    private readonly float[][] _outputs;

    public DetectorTensors(ModelSession model, DetectorShape shape, int width, int height)
    {
        _model = model;
        (Width, Height) = (width, height);
        _binding = model.Session.CreateIoBinding();
        Input = GC.AllocateArray<float>(shape.Channels * width * height, pinned: true);
        _binding.BindInput(shape.Input, Value(Input, [1, shape.Channels, height, width]));
        _outputs = new float[shape.Strides.Length * DetectorShape.Heads.Length][];
        var at = 0;
        foreach (var stride in shape.Strides)
        {
            var places = (width / stride) * (height / stride);
            foreach (var (name, values) in DetectorShape.Heads)
            {
                var output = _outputs[at++] = GC.AllocateArray<float>(places * values, pinned: true);
                _binding.BindOutput($"{name}_{stride}", Value(output, [1, places, values]));
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Planes of normalised pixels.</summary>
    public float[] Input { get; }

    /// <summary>One output: head 0 class, 1 objectness, 2 box, 3 points.</summary>
    public ReadOnlySpan<float> Output(int stride, int head) => _outputs[stride * DetectorShape.Heads.Length + head];

    public void Run() => _model.Run(_binding);

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values)
            value.Dispose();
    }

    private OrtValue Value(float[] data, long[] shape)
    {
        var value = OrtValue.CreateTensorValueFromMemory(data, shape);
        _values.Add(value);
        return value;
    }
}
