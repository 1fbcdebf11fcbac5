using StreamMood.Vision;

namespace StreamMood.Tests.Vision;

public sealed class FaceSharpnessTests
{
    private const int Size = 48;

    [Fact]
    public void Of_MoreAndMoreBlurred_Falls()
    {
        var crop = Face(1);
        var before = 1f;
        for (var times = 0; times < 6; times++)
        {
            var sharpness = FaceSharpness.Of(crop, Size);
            Assert.InRange(sharpness, 0, before * 0.95f);
            (before, crop) = (sharpness, Blurred(crop));
        }
    }

    [Fact]
    public void Of_EnlargedFromFewPixels_IsLessSharp() =>
        Assert.True(FaceSharpness.Of(Face(4), Size) < FaceSharpness.Of(Face(1), Size) / 2);

    [Theory]
    [InlineData(0.25f, 0f)]
    [InlineData(1f, 3f)]
    [InlineData(1 / 255f, -0.5f)]
    public void Of_OtherContrastLightOrScaling_IsTheSame(float contrast, float light)
    {
        var crop = Face(2);
        Assert.Equal(FaceSharpness.Of(crop, Size), FaceSharpness.Of(Array.ConvertAll(crop, v => v * contrast + light), Size), 1e-3f);
    }

    [Fact]
    public void Of_PlainOrNoCrop_IsZero()
    {
        Assert.Equal(0, FaceSharpness.Of(Enumerable.Repeat(0.3f, Size * Size).ToArray(), Size));
        Assert.Equal(0, FaceSharpness.Of([], Size));
        Assert.Equal(0, FaceSharpness.Of([1, 2, 3, 4], 2));
    }

    [Fact]
    public void Of_AnyCrop_AllocatesNothing()
    {
        var crop = Face(1);
        Assert.Equal(0, Allocation.OnceWarm(() => FaceSharpness.Of(crop, Size)));
    }

    // Blotches of a size: structure that is no finer.
    private static float[] Face(int blotch)
    {
        var random = new Random(3);
        var coarse = Enumerable.Range(0, Size * Size).Select(_ => random.NextSingle()).ToArray();
        var crop = new float[Size * Size];
        for (var i = 0; i < crop.Length; i++)
            crop[i] = coarse[i / Size / blotch * Size + i % Size / blotch];
        return blotch == 1 ? Blurred(crop) : Blurred(Blurred(crop));
    }

    private static float[] Blurred(float[] crop)
    {
        var result = new float[crop.Length];
        for (var y = 0; y < Size; y++)
            for (var x = 0; x < Size; x++)
                for (var dy = -1; dy <= 1; dy++)
                    for (var dx = -1; dx <= 1; dx++)
                        result[y * Size + x] += crop[Math.Clamp(y + dy, 0, Size - 1) * Size + Math.Clamp(x + dx, 0, Size - 1)] / 9;
        return result;
    }
}
