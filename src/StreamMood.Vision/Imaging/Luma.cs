using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamMood.Vision.Imaging;

/// <summary>Grey from interleaved blue, green, red after ITU-R BT.601, the weights JPEG itself uses.</summary>
internal static class Luma
{
    // 0.114, 0.587, 0.299 in eight bits; they sum to 256, so white stays white.
    private const ushort Blue = 29, Green = 150, Red = 77;

    // For each channel: where sixteen pixels' values stand in three vectors of sixteen bytes; 255 gives zero.
    private static readonly Vector128<byte>[] Picks = [.. from channel in Enumerable.Range(0, 3) from part in Enumerable.Range(0, 3) select Pick(channel, part)];

    public static void FromBgr(ReadOnlySpan<byte> colour, Span<byte> grey)
    {
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(colour);
            ref var to = ref MemoryMarshal.GetReference(grey);
            for (; x + 16 <= grey.Length; x += 16)
            {
                var a = Vector128.LoadUnsafe(ref from, (nuint)(3 * x));
                var b = Vector128.LoadUnsafe(ref from, (nuint)(3 * x + 16));
                var c = Vector128.LoadUnsafe(ref from, (nuint)(3 * x + 32));
                var (blueLow, blueHigh) = Vector128.Widen(Channel(a, b, c, 0));
                var (greenLow, greenHigh) = Vector128.Widen(Channel(a, b, c, 1));
                var (redLow, redHigh) = Vector128.Widen(Channel(a, b, c, 2));
                Vector128.Narrow(Weigh(blueLow, greenLow, redLow), Weigh(blueHigh, greenHigh, redHigh)).StoreUnsafe(ref to, (nuint)x);
            }
        }

        for (; x < grey.Length; x++)
            grey[x] = (byte)((colour[3 * x] * Blue + colour[3 * x + 1] * Green + colour[3 * x + 2] * Red + 128) >> 8);
    }

    /// <summary>Mean luma of a picture, 0 to 1, by one pixel of each 16 × 16: some microseconds, and close enough to tell light from dark.</summary>
    public static float SampledMean(Picture picture)
    {
        const int step = 16;
        var (sum, count) = (0L, 0);
        for (var y = step / 2; y < picture.Height; y += step)
        {
            var row = picture.Row(y);
            for (var x = step / 2; x < picture.Width; x += step)
            {
                var at = x * picture.Channels;
                sum += picture.Channels == 1 ? row[at] : (row[at] * Blue + row[at + 1] * Green + row[at + 2] * Red) >> 8;
                count++;
            }
        }

        return count == 0 ? 0 : sum / (255f * count);
    }

    private static Vector128<byte> Channel(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, int channel) =>
        Vector128.Shuffle(a, Picks[3 * channel]) | Vector128.Shuffle(b, Picks[3 * channel + 1]) | Vector128.Shuffle(c, Picks[3 * channel + 2]);

    private static Vector128<ushort> Weigh(Vector128<ushort> blue, Vector128<ushort> green, Vector128<ushort> red) =>
        blue * Blue + green * Green + red * Red + Vector128.Create((ushort)128) >>> 8;

    private static Vector128<byte> Pick(int channel, int part)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var pixel = 0; pixel < 16; pixel++)
        {
            var at = 3 * pixel + channel - 16 * part;
            bytes[pixel] = at is >= 0 and < 16 ? (byte)at : (byte)255;
        }

        return Vector128.Create<byte>(bytes);
    }
}
