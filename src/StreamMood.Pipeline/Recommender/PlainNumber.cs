using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Nearly every number of an event: a few digits, and a point with a few more, read eight bytes at a time. Up to seven digits are
/// exact as float, and one division by a power of ten rounds correctly (Clinger 1990, "How to read floating point numbers
/// accurately"); multiplying digits together at once is in Lemire 2021, "Number parsing at a gigabyte per second". What has more
/// digits, an exponent, or too little behind it is not refused but left to others.
/// </summary>
internal static class PlainNumber
{
    /// <summary>Digits, before and after the point, up to which a number is read.</summary>
    public const int MostDigits = 7;

    // Sign, digits, point, eight bytes that may be digits, and what follows.
    private const int Needed = 1 + MostDigits + 1 + sizeof(ulong) + 1;

    /// <summary>Powers of ten, up to as many zeros as a number may have digits.</summary>
    public static ReadOnlySpan<float> Powers => [1f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f];

    private static ReadOnlySpan<int> WholePowers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    /// <summary>Reads a JSON number.</summary>
    /// <param name="json">Begins with it; something else has to follow.</param>
    /// <param name="number">The nearest float.</param>
    /// <returns>Its length in bytes; 0 when it is not such a number.</returns>
    public static int Read(ReadOnlySpan<byte> json, out float number)
    {
        number = 0;
        if (json.Length < Needed)
            return 0;
        ref var start = ref MemoryMarshal.GetReference(json);
        var sign = start == '-' ? 1 : 0;
        var text = Eight(ref start, sign);
        var whole = DigitCount(text);
        if (!IsWhole(text, whole))
            return 0;
        var value = whole == 1 ? (int)(text & 0xF) : FirstDigits(text, whole);
        var length = sign + whole;
        var fraction = 0;
        if (Unsafe.Add(ref start, length) == '.')
        {
            text = Eight(ref start, length + 1);
            fraction = DigitCount(text);
            if (fraction == 0 || whole + fraction > MostDigits)
                return 0;
            length += 1 + fraction;
            value = (value * WholePowers[fraction]) + FirstDigits(text, fraction);
        }

        if (IsExponent(Unsafe.Add(ref start, length)))
            return 0;
        number = value / Powers[fraction];
        if (sign != 0)
            number = -number;
        return length;
    }

    /// <summary>Steps over a JSON number.</summary>
    /// <param name="json">Begins with it; something else has to follow.</param>
    /// <returns>Its length in bytes; 0 when it is not such a number.</returns>
    public static int Skip(ReadOnlySpan<byte> json)
    {
        if (json.Length < Needed)
            return 0;
        ref var start = ref MemoryMarshal.GetReference(json);
        var sign = start == '-' ? 1 : 0;
        var text = Eight(ref start, sign);
        var whole = DigitCount(text);
        if (!IsWhole(text, whole))
            return 0;
        var length = sign + whole;
        if (Unsafe.Add(ref start, length) == '.')
        {
            var fraction = DigitCount(Eight(ref start, length + 1));
            if (fraction is 0 or > MostDigits)
                return 0;
            length += 1 + fraction;
        }

        return IsExponent(Unsafe.Add(ref start, length)) ? 0 : length;
    }

    private static bool IsWhole(ulong text, int digits) => digits == 1 || (digits is > 1 and <= MostDigits && (byte)text != '0');

    private static bool IsExponent(byte next) => (next | 0x20) == 'e';

    // The first one lowest, wherever this runs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(ref byte start, int at)
    {
        var text = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at));
        return BitConverter.IsLittleEndian ? text : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(text);
    }

    // How many of eight characters, from the first on, are digits: only those stay below 128 in both sums.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DigitCount(ulong text)
    {
        var digits = text ^ 0x3030303030303030;
        var others = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
        return BitOperations.TrailingZeroCount(others) >> 3;
    }

    // The number of the first 1 to 7 digits: moved to the end behind zeros, then pairs, fours, and all eight together.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstDigits(ulong text, int count)
    {
        var digits = (text ^ 0x3030303030303030) << (64 - (count << 3));
        digits = (digits * 10) + (digits >> 8);
        return (int)((((digits & 0x000000FF000000FF) * 0x000F424000000064) + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32);
    }
}
