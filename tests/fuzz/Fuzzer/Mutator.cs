namespace StreamMood.Fuzzing;

/// <summary>Damages bytes in the ways that transport, cameras and attackers do. Everything follows from the random numbers given.</summary>
internal static class Mutator
{
    private static readonly byte[] Telling = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF, 0xD8, 0xD9, 0xDA, 0xC0, 0xC2, 0xC4, 0xDB, 0xDD];

    /// <summary>One to eight damages; now and then none.</summary>
    /// <param name="bytes">What is damaged; left as it is.</param>
    /// <param name="other">Where foreign pieces come from.</param>
    /// <param name="random">The case's random numbers.</param>
    /// <param name="headBytes">Half of the damages fall into this many first bytes.</param>
    public static byte[] Damage(byte[] bytes, byte[] other, Random random, int headBytes)
    {
        var result = new List<byte>(bytes);
        if (random.Next(50) == 0)
            return bytes;
        for (var count = 1 << random.Next(4); count > 0; count--)
            Once(result, other, random, headBytes);
        return [.. result];
    }

    private static void Once(List<byte> bytes, byte[] other, Random random, int headBytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var at = random.Next(random.Next(2) == 0 ? Math.Min(headBytes, bytes.Count) : bytes.Count);
        var length = Math.Min(1 + random.Next(1 << random.Next(1, 9)), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = Telling[random.Next(Telling.Length)];
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3 when at + 1 < bytes.Count:
                // A length or a size: one off, nothing, or huge.
                var value = (bytes[at] << 8) | bytes[at + 1];
                value = random.Next(4) switch { 0 => value + 1, 1 => value - 1, 2 => 0, _ => 0xFFFF };
                (bytes[at], bytes[at + 1]) = ((byte)(value >> 8), (byte)value);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 6:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(length, other.Length - from)).ToArray());
                break;
            default:
                for (var i = 0; i < length; i++)
                    bytes[at + i] = (byte)random.Next(256);
                break;
        }
    }
}
