using System.Numerics.Tensors;

namespace StreamMood.Vision.Imaging;

/// <summary>Resizes a picture into another by area averaging, see <see cref="AreaWeights"/>. Not thread safe; allocates only when sizes change.</summary>
internal sealed class PictureResizer
{
    private AreaWeights _columns = new(1, 1);
    private AreaWeights _rows = new(1, 1);
    private float[] _line = [];
    private float[] _row = [];

    /// <param name="source">Grey or colour.</param>
    /// <param name="width">Width of the target in pixels.</param>
    /// <param name="height">Height of the target in pixels.</param>
    /// <param name="target">Takes the picture; another one than the source.</param>
    public void Resize(Picture source, int width, int height, Picture target)
    {
        var channels = source.Channels;
        target.Resize(width, height, channels);
        if (_columns.Source != source.Width || _columns.Target != width)
            _columns = new AreaWeights(source.Width, width);
        if (_rows.Source != source.Height || _rows.Target != height)
            _rows = new AreaWeights(source.Height, height);
        if (_line.Length < source.Stride)
            (_line, _row) = (new float[source.Stride], new float[source.Stride]);
        var line = _line.AsSpan(0, source.Stride);
        var row = _row.AsSpan(0, source.Stride);
        for (var y = 0; y < height; y++)
        {
            row.Clear();
            for (var tap = 0; tap < _rows.Taps; tap++)
            {
                var weight = _rows.Weights[tap * height + y];
                if (weight == 0)
                    continue;
                TensorPrimitives.ConvertChecked<byte, float>(source.Row(_rows.Starts[y] + tap), line);
                TensorPrimitives.MultiplyAdd(line, weight, row, row);
            }

            Gather(row, channels, target.Row(y));
        }
    }

    private void Gather(ReadOnlySpan<float> row, int channels, Span<byte> into)
    {
        for (var x = 0; x < _columns.Target; x++)
            for (var channel = 0; channel < channels; channel++)
            {
                var sum = 0.5f;
                for (var tap = 0; tap < _columns.Taps; tap++)
                    sum += _columns.Weights[tap * _columns.Target + x] * row[(_columns.Starts[x] + tap) * channels + channel];
                into[x * channels + channel] = (byte)Math.Clamp(sum, 0, 255);
            }
    }
}
