using FsCheck.Xunit;
using StreamMood.Lab.Comparison;

namespace StreamMood.Tests.Lab.Comparison;

public sealed class HogTests
{
    private const int Directions = 9;

    [Theory]
    [InlineData(1, 0, 0, 8)] // brighter to the right: a gradient of 0°, shared by the first and the last direction
    [InlineData(0, 1, 4, 4)] // brighter downwards: 90°
    [InlineData(1, 1, 1, 2)] // 45°, between the directions around 30° and 50°
    [InlineData(-1, -1, 1, 2)] // unsigned: the same as its opposite
    public void Describe_Ramp_StandsInItsDirection(int dx, int dy, int first, int second)
    {
        var into = new float[Hog.Length];
        Hog.Describe(Face((x, y) => 100 + dx * x + dy * y), into);
        // The middle block lies away from the borders, where the picture repeats.
        var block = into.AsSpan(12 * 4 * Directions, Directions).ToArray();
        var mass = block.Sum();
        Assert.True(block[first] + (first == second ? 0 : block[second]) > 0.95f * mass, string.Join(' ', block));
    }

    [Fact]
    public void Describe_FlatFace_IsZero()
    {
        var into = new float[Hog.Length];
        Hog.Describe(Face((_, _) => 77), into);
        Assert.All(into, v => Assert.Equal(0, v));
    }

    [Property(MaxTest = 50)]
    public void Describe_LightAndContrast_ChangeHardlyAnything(int seed)
    {
        var random = new Random(seed);
        var noise = new float[Hog.Side * Hog.Side];
        foreach (ref var pixel in noise.AsSpan())
            pixel = random.Next(60, 180);
        var (plain, changed) = (new float[Hog.Length], new float[Hog.Length]);
        Hog.Describe(noise, plain);
        Hog.Describe(Array.ConvertAll(noise, p => 0.5f * p + 40), changed);
        for (var i = 0; i < plain.Length; i++)
            Assert.Equal(plain[i], changed[i], 1e-3f);
        Assert.All(plain, v => Assert.InRange(v, 0f, 1f));
    }

    private static float[] Face(Func<int, int, float> pixel) =>
        [.. from y in Enumerable.Range(0, Hog.Side) from x in Enumerable.Range(0, Hog.Side) select pixel(x, y)];
}
