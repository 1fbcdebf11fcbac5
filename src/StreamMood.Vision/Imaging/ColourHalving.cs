using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamMood.Vision.Imaging;

/// <summary>Halves interleaved rows of three channels into three planes of floats; what colour detectors see of a 640 pixel frame.</summary>
internal sealed class ColourHalving
{
    // Where, in three vectors of eight 16-bit sums, the sums of four pixels' channel stand (every sixth value), as byte
    // indices that put each into the low half of a 32-bit lane; 255 gives zero.
    private static readonly Vector128<byte>[] Picks =
    [
        Pick(0, 6, -1, -1), Pick(-1, -1, 4, -1), Pick(-1, -1, -1, 2),
        Pick(1, 7, -1, -1), Pick(-1, -1, 5, -1), Pick(-1, -1, -1, 3),
        Pick(2, -1, -1, -1), Pick(-1, 0, 6, -1), Pick(-1, -1, -1, 4),
    ];

    private ushort[] _sums = [];

    /// <param name="upper">Row 2y, three values a pixel, twice as many pixels as the target.</param>
    /// <param name="lower">Row 2y + 1.</param>
    /// <param name="tensor">Takes the row of each plane.</param>
    /// <param name="width">Pixels of the target.</param>
    /// <param name="at">Where the row begins in the first plane.</param>
    /// <param name="plane">Values from one plane to the next.</param>
    /// <param name="mean">Subtracted from each value.</param>
    /// <param name="scale">Multiplies the difference.</param>
    public void ToPlanes(
        ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<float> tensor, int width, int at, int plane, float mean, float scale)
    {
        if (_sums.Length < upper.Length)
            _sums = new ushort[upper.Length];
        var sums = _sums.AsSpan(0, upper.Length);
        AddRows(upper, lower, sums);
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(sums);
            ref var to = ref tensor[at];
            var factor = Vector128.Create(scale / 4);
            var shift = Vector128.Create(-mean * scale);
            // Four pixels are 24 sums; the neighbours' sums, three further, reach 27.
            for (; x + 5 <= width; x += 4)
            {
                var i = (nuint)(6 * x);
                var a = (Vector128.LoadUnsafe(ref from, i) + Vector128.LoadUnsafe(ref from, i + 3)).AsByte();
                var b = (Vector128.LoadUnsafe(ref from, i + 8) + Vector128.LoadUnsafe(ref from, i + 11)).AsByte();
                var c = (Vector128.LoadUnsafe(ref from, i + 16) + Vector128.LoadUnsafe(ref from, i + 19)).AsByte();
                for (var channel = 0; channel < 3; channel++)
                {
                    var four = Vector128.Shuffle(a, Picks[3 * channel]) | Vector128.Shuffle(b, Picks[3 * channel + 1]) | Vector128.Shuffle(c, Picks[3 * channel + 2]);
                    (Vector128.ConvertToSingle(four.AsInt32()) * factor + shift).StoreUnsafe(ref to, (nuint)(channel * plane + x));
                }
            }
        }

        for (; x < width; x++)
            for (var channel = 0; channel < 3; channel++)
                tensor[at + channel * plane + x] = ((sums[6 * x + channel] + sums[6 * x + channel + 3]) / 4f - mean) * scale;
    }

    private static void AddRows(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<ushort> sums)
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var top = ref MemoryMarshal.GetReference(upper);
            ref var bottom = ref MemoryMarshal.GetReference(lower);
            ref var to = ref MemoryMarshal.GetReference(sums);
            for (; i + 32 <= sums.Length; i += 32)
            {
                var (a, b) = Vector256.Widen(Vector256.LoadUnsafe(ref top, (nuint)i));
                var (c, d) = Vector256.Widen(Vector256.LoadUnsafe(ref bottom, (nuint)i));
                (a + c).StoreUnsafe(ref to, (nuint)i);
                (b + d).StoreUnsafe(ref to, (nuint)(i + 16));
            }
        }

        for (; i < sums.Length; i++)
            sums[i] = (ushort)(upper[i] + lower[i]);
    }

    private static Vector128<byte> Pick(int first, int second, int third, int fourth)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Fill(255);
        var lane = 0;
        foreach (var at in (ReadOnlySpan<int>)[first, second, third, fourth])
        {
            if (at >= 0)
                (bytes[lane * 4], bytes[lane * 4 + 1]) = ((byte)(2 * at), (byte)(2 * at + 1));
            lane++;
        }

        return Vector128.Create<byte>(bytes);
    }
}
