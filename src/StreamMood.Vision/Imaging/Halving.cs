using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamMood.Vision.Imaging;

/// <summary>Halves grey rows: each target pixel is the mean of two by two.</summary>
internal static class Halving
{
    private static readonly Vector256<ushort> Even = Vector256.Create((ushort)0xFF);

    /// <summary>To bytes, rounded. A last odd column counts twice.</summary>
    /// <param name="upper">Row 2y.</param>
    /// <param name="lower">Row 2y + 1.</param>
    /// <param name="target">Half as long, rounded up.</param>
    public static void ToBytes(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> target)
    {
        var x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var top = ref MemoryMarshal.GetReference(upper);
            ref var bottom = ref MemoryMarshal.GetReference(lower);
            ref var to = ref MemoryMarshal.GetReference(target);
            var half = Vector256.Create((ushort)2);
            for (; 2 * x + 64 <= upper.Length; x += 32)
            {
                var first = Sums(ref top, ref bottom, 2 * x) + half >>> 2;
                var second = Sums(ref top, ref bottom, 2 * x + 32) + half >>> 2;
                Vector256.Narrow(first, second).StoreUnsafe(ref to, (nuint)x);
            }
        }

        var last = upper.Length - 1;
        for (; x < target.Length; x++)
        {
            var right = Math.Min(2 * x + 1, last);
            target[x] = (byte)((upper[2 * x] + upper[right] + lower[2 * x] + lower[right] + 2) / 4);
        }
    }

    /// <summary>To floats: (mean − <paramref name="mean"/>) × <paramref name="scale"/>.</summary>
    /// <param name="upper">Row 2y, twice as long as the target.</param>
    /// <param name="lower">Row 2y + 1.</param>
    /// <param name="target">Takes the row.</param>
    /// <param name="mean">Subtracted from each pixel.</param>
    /// <param name="scale">Multiplies the difference.</param>
    public static void ToFloats(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<float> target, float mean, float scale)
    {
        var x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var top = ref MemoryMarshal.GetReference(upper);
            ref var bottom = ref MemoryMarshal.GetReference(lower);
            ref var to = ref MemoryMarshal.GetReference(target);
            var factor = Vector256.Create(scale / 4);
            var shift = Vector256.Create(-mean * scale);
            for (; x + 16 <= target.Length; x += 16)
            {
                var (low, high) = Vector256.Widen(Sums(ref top, ref bottom, 2 * x));
                (Vector256.ConvertToSingle(low.AsInt32()) * factor + shift).StoreUnsafe(ref to, (nuint)x);
                (Vector256.ConvertToSingle(high.AsInt32()) * factor + shift).StoreUnsafe(ref to, (nuint)(x + 8));
            }
        }

        for (; x < target.Length; x++)
            target[x] = ((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]) / 4f - mean) * scale;
    }

    // Sixteen sums of two by two pixels.
    private static Vector256<ushort> Sums(ref byte top, ref byte bottom, int at)
    {
        var a = Vector256.LoadUnsafe(ref top, (nuint)at).AsUInt16();
        var b = Vector256.LoadUnsafe(ref bottom, (nuint)at).AsUInt16();
        return (a & Even) + (a >>> 8) + (b & Even) + (b >>> 8);
    }
}
