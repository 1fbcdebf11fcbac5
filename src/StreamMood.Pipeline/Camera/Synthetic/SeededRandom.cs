namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine and runtime version, without a
/// heap object, which neither a script that is asked for any point in time nor a scene drawn at 10 Hz could afford.
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A seed that follows from two others; different pairs give unrelated seeds.</summary>
    public static ulong Mix(ulong seed, ulong index) => Scramble(Scramble(seed) + (index * 0x9E3779B97F4A7C15UL));

    /// <summary>A seed that follows from a text.</summary>
    public static ulong FromText(string text)
    {
        var seed = 0UL;
        foreach (var c in text)
            seed = Mix(seed, c);
        return seed;
    }

    /// <summary>64 random bits.</summary>
    public ulong Next() => Scramble(_state += 0x9E3779B97F4A7C15UL);

    /// <summary>Uniform in 0 (inclusive) to 1 (exclusive).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform between two bounds.</summary>
    public float Between(double low, double high) => (float)(low + ((high - low) * Unit()));

    /// <summary>Uniform whole number from 0 to <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>Normal with mean 0 and deviation 1 (Box and Muller 1958).</summary>
    public float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit()));

    private static ulong Scramble(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
