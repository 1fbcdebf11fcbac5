using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamMood.Vision.Imaging;

/// <summary>
/// Resizes a picture into planes of normalised floats, x = (pixel − mean) × scale, at the top left of a tensor; the rest
/// becomes black. Not thread safe; allocates only when the sizes change.
/// </summary>
internal sealed class TensorResizer
{
    private readonly ColourHalving _colour = new();
    private AreaWeights _columns = new(1, 1);
    private AreaWeights _rows = new(1, 1);
    private int[] _offsets = [];
    private float[] _row = [];
    private int _channels;

    /// <param name="source">Grey or colour.</param>
    /// <param name="width">Width of the resized picture.</param>
    /// <param name="height">Height of the resized picture.</param>
    /// <param name="tensor">One plane a channel, each <paramref name="tensorWidth"/> × <paramref name="tensorHeight"/>.</param>
    /// <param name="tensorWidth">At least <paramref name="width"/>.</param>
    /// <param name="tensorHeight">At least <paramref name="height"/>.</param>
    /// <param name="mean">Subtracted from each pixel.</param>
    /// <param name="scale">Multiplies the difference.</param>
    public void Resize(
        Picture source, int width, int height, Span<float> tensor, int tensorWidth, int tensorHeight, float mean, float scale)
    {
        Pad(tensor, width, height, tensorWidth, tensorHeight, source.Channels, -mean * scale);
        if (source.Width == 2 * width && source.Height == 2 * height)
        {
            Halve(source, width, height, tensor, tensorWidth, tensorHeight, mean, scale);
            return;
        }

        Plan(source, width, height);
        var plane = tensorWidth * tensorHeight;
        for (var y = 0; y < height; y++)
        {
            Blend(source, y);
            for (var channel = 0; channel < source.Channels; channel++)
                Gather(channel, tensor.Slice(channel * plane + y * tensorWidth, width), mean, scale);
        }
    }

    // The usual case, 640 to 320.
    private void Halve(
        Picture source, int width, int height, Span<float> tensor, int tensorWidth, int tensorHeight, float mean, float scale)
    {
        for (var y = 0; y < height; y++)
        {
            var (at, upper, lower) = (y * tensorWidth, 2 * y, 2 * y + 1);
            if (source.Channels == 1)
                Halving.ToFloats(source.Row(upper), source.Row(lower), tensor.Slice(at, width), mean, scale);
            else
                _colour.ToPlanes(source.Row(upper), source.Row(lower), tensor, width, at, tensorWidth * tensorHeight, mean, scale);
        }
    }

    private static void Pad(Span<float> tensor, int width, int height, int tensorWidth, int tensorHeight, int channels, float black)
    {
        for (var channel = 0; channel < channels; channel++)
        {
            var plane = tensor.Slice(channel * tensorWidth * tensorHeight, tensorWidth * tensorHeight);
            if (width < tensorWidth)
                for (var y = 0; y < height; y++)
                    plane.Slice(y * tensorWidth + width, tensorWidth - width).Fill(black);
            plane[(height * tensorWidth)..].Fill(black);
        }
    }

    private void Plan(Picture source, int width, int height)
    {
        var values = source.Stride;
        if (_row.Length < values)
            _row = new float[values];
        if (_rows.Source != source.Height || _rows.Target != height)
            _rows = new AreaWeights(source.Height, height);
        if (_columns.Source != source.Width || _columns.Target != width || _offsets.Length == 0 || _channels != source.Channels)
        {
            _columns = new AreaWeights(source.Width, width);
            _channels = source.Channels;
            _offsets = new int[width];
            for (var x = 0; x < width; x++)
                _offsets[x] = _columns.Starts[x] * _channels;
        }
    }

    // One row of the target's height and the source's width.
    private void Blend(Picture source, int y)
    {
        var row = _row.AsSpan(0, source.Stride);
        for (var tap = 0; tap < _rows.Taps; tap++)
        {
            var weight = _rows.Weights[tap * _rows.Target + y];
            if (weight == 0 && tap > 0)
                continue;
            Accumulate(source.Row(_rows.Starts[y] + tap), weight, row, first: tap == 0);
        }
    }

    private static void Accumulate(ReadOnlySpan<byte> pixels, float weight, Span<float> row, bool first)
    {
        var x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(pixels);
            ref var to = ref MemoryMarshal.GetReference(row);
            var factor = Vector256.Create(weight);
            if (first)
                row.Clear();
            for (; x + 32 <= row.Length; x += 32)
            {
                var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)x));
                Add(low, ref to, (nuint)x, factor);
                Add(high, ref to, (nuint)(x + 16), factor);
            }
        }

        for (; x < row.Length; x++)
            row[x] = (first ? 0 : row[x]) + pixels[x] * weight;
    }

    private static void Add(Vector256<ushort> pixels, ref float to, nuint at, Vector256<float> factor)
    {
        var (low, high) = Vector256.Widen(pixels);
        (Vector256.LoadUnsafe(ref to, at) + Vector256.ConvertToSingle(low.AsInt32()) * factor).StoreUnsafe(ref to, at);
        (Vector256.LoadUnsafe(ref to, at + 8) + Vector256.ConvertToSingle(high.AsInt32()) * factor).StoreUnsafe(ref to, at + 8);
    }

    private unsafe void Gather(int channel, Span<float> target, float mean, float scale)
    {
        var (taps, channels, bias) = (_columns.Taps, _channels, -mean * scale);
        var x = 0;
        fixed (float* row = _row, weights = _columns.Weights, to = target)
        fixed (int* offsets = _offsets)
        {
            if (Avx2.IsSupported)
            {
                var factor = Vector256.Create(scale);
                var shift = Vector256.Create(bias);
                for (; x + 8 <= target.Length; x += 8)
                {
                    var index = Vector256.Load(offsets + x);
                    var sum = Vector256<float>.Zero;
                    for (var tap = 0; tap < taps; tap++)
                        sum += Avx2.GatherVector256(row + channel + tap * channels, index, 4) * Vector256.Load(weights + tap * target.Length + x);
                    (sum * factor + shift).Store(to + x);
                }
            }

            for (; x < target.Length; x++)
            {
                var sum = 0f;
                for (var tap = 0; tap < taps; tap++)
                    sum += row[offsets[x] + channel + tap * channels] * weights[tap * target.Length + x];
                to[x] = sum * scale + bias;
            }
        }
    }
}
