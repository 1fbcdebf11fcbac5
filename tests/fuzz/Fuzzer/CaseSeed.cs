using StreamMood.Pipeline.Camera.Synthetic;

namespace StreamMood.Fuzzing;

/// <summary>The random numbers of a case: the same on every machine and in every process.</summary>
internal static class CaseSeed
{
    public static int Of(int seed, long number) => (int)SeededRandom.Mix((ulong)seed, (ulong)number);
}
