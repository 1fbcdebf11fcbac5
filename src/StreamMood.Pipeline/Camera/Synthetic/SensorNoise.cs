using System.Numerics;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>Light and grain of a camera: multiplies a frame by a gain and adds noise, in vectors. The noise is a fixed pattern laid anew over each row.</summary>
internal sealed class SensorNoise
{
    private const int Pattern = 1 << 14;
    private readonly short[] _noise;

    /// <param name="seed">The camera's.</param>
    /// <param name="deviation">Standard deviation in grey levels.</param>
    /// <param name="width">Pixels a row.</param>
    public SensorNoise(ulong seed, float deviation, int width)
    {
        var random = new SeededRandom(SeededRandom.Mix(seed, 0x9015E));
        _noise = new short[Pattern + width];
        for (var i = 0; i < _noise.Length; i++)
            _noise[i] = (short)MathF.Round(random.Normal() * deviation);
    }

    /// <summary>Exposes a frame.</summary>
    /// <param name="frame">Grey pixels.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="gain">0.5 to 1.5.</param>
    /// <param name="moment">Gives each frame its own grain.</param>
    public void Expose(Span<byte> frame, int width, float gain, ulong moment)
    {
        var random = new SeededRandom(moment);
        var factor = (short)(gain * 128);
        for (var start = 0; start < frame.Length; start += width)
            ExposeRow(frame.Slice(start, width), _noise.AsSpan(random.Below(Pattern), width), factor);
    }

    private static void ExposeRow(Span<byte> row, ReadOnlySpan<short> noise, short factor)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
            var darker = Level(low, factor, new Vector<short>(noise[i..]));
            var lighter = Level(high, factor, new Vector<short>(noise[(i + Vector<short>.Count)..]));
            Vector.Narrow(darker, lighter).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++)
            row[i] = (byte)Math.Clamp(((row[i] * factor) >> 7) + noise[i], 0, 255);
    }

    // 255 × 1.5 × 128 does not fit 16 signed bits, but 16 unsigned ones.
    private static Vector<ushort> Level(Vector<ushort> grey, short factor, Vector<short> noise)
    {
        var lit = Vector.AsVectorInt16(Vector.ShiftRightLogical(grey * (ushort)factor, 7)) + noise;
        return Vector.AsVectorUInt16(Vector.Min(Vector.Max(lit, Vector<short>.Zero), new Vector<short>(255)));
    }
}
