using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision.Alignment;

public sealed class FaceWarpTests
{
    private const int Size = 44; // not a multiple of the vector, so that both ways of sampling run
    private static readonly FaceTemplate Template = FaceTemplate.From([0.3f, 0.38f, 0.7f, 0.38f, 0.5f, 0.58f, 0.34f, 0.75f, 0.66f, 0.75f]);
    private static readonly CropShape Crop = new(Size, Template, 0, 1);
    private static readonly PixelScale Plain = new(0, 1);

    [Property(MaxTest = 15)]
    public void Warp_AnyPlaceAndScale_AgreesWithDenseSampling(int seed)
    {
        var random = new Random(seed);
        var picture = TestPictures.Waves(640, 640);
        var scale = MathF.Pow(2, random.NextSingle() * 4 - 1); // 0.5 to 8 picture pixels a crop pixel
        var angle = random.NextSingle() * 2 - 1;
        // Turned about the crop's centre near the picture's; the border has its own test.
        var (a, b) = (scale * MathF.Cos(angle), scale * MathF.Sin(angle));
        var (cx, cy) = (320 + random.NextSingle() * 40, 320 - random.NextSingle() * 40);
        var map = new Similarity(a, b, cx - (a - b) * Size / 2, cy - (a + b) * Size / 2);
        var crop = new float[Crop.Length];
        new FaceWarp(Crop).Warp(picture, map, Plain, crop);
        double worst = 0, sum = 0;
        for (var y = 0; y < Size; y++)
            for (var x = 0; x < Size; x++)
            {
                var difference = Math.Abs(Reference(picture, map, x, y) - crop[y * Size + x]);
                (worst, sum) = (Math.Max(worst, difference), sum + difference);
            }

        Assert.InRange(sum / Crop.Length, 0, 1.0);
        Assert.InRange(worst, 0, 12);
    }

    [Fact]
    public void Warp_IdentityAtFullScale_CopiesThePixels()
    {
        var picture = TestPictures.Waves(100, 100);
        var crop = new float[Crop.Length];
        new FaceWarp(Crop).Warp(picture, new Similarity(1, 0, 20, 30), new PixelScale(100, 0.5f), crop);
        for (var y = 0; y < Size; y++)
            for (var x = 0; x < Size; x++)
                Assert.Equal((picture.Row(30 + y)[20 + x] - 100) * 0.5f, crop[y * Size + x], 0.01f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(20)]
    public void Warp_FineStripes_AverageOutWhenReduced(int reduction)
    {
        // One-pixel stripes: plain bilinear sampling would show them as false creases.
        var picture = TestPictures.Draw(640, 480, (x, _) => x % 2 * 255);
        var crop = new float[Crop.Length];
        new FaceWarp(Crop).Warp(picture, new Similarity(reduction + 0.5f, 0, 100, 50), Plain, crop);
        var inner = Enumerable.Range(0, 20).Select(i => crop[22 * Size + i + 5]).ToArray();
        Assert.InRange(inner.Max() - inner.Min(), 0, 130);
        if (reduction >= 4)
            Assert.InRange(inner.Max() - inner.Min(), 0, 40);
    }

    [Fact]
    public void Warp_FarOutside_RepeatsTheBorder()
    {
        var picture = TestPictures.Draw(64, 64, (x, _) => x < 32 ? 50 : 200);
        var crop = new float[Crop.Length];
        var warp = new FaceWarp(Crop);
        foreach (var scale in (float[])[1, 6])
        {
            warp.Warp(picture, new Similarity(scale, 0, -5000, -5000), Plain, crop);
            Assert.All(crop, v => Assert.Equal(50, v, 0.5f));
            warp.Warp(picture, new Similarity(scale, 0, 5000, 5000), Plain, crop);
            Assert.All(crop, v => Assert.Equal(200, v, 0.5f));
        }
    }

    [Fact]
    public void Placement_LandmarksOnTheTemplate_PutsThemThere()
    {
        var warp = new FaceWarp(Crop);
        var points = new Landmarks(new(130, 138), new(170, 138), new(150, 158), new(134, 175), new(166, 175));
        var map = warp.Placement(points, new Box(100, 100, 100, 100));
        var eye = map.Apply(new Point(0.3f * Size, 0.38f * Size));
        Assert.Equal(130, eye.X, 0.01f);
        Assert.Equal(138, eye.Y, 0.01f);
    }

    [Fact]
    public void Placement_DegenerateLandmarks_FallsBackToTheBox()
    {
        var p = new Point(9, 9);
        var map = new FaceWarp(Crop).Placement(new Landmarks(p, p, p, p, p), new Box(100, 50, 80, 80));
        Assert.Equal(new Point(100, 50), map.Apply(new Point(0, 0)));
        Assert.Equal(180, map.Apply(new Point(Size, Size)).X, 0.01f);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(2.7f)]
    [InlineData(8f)]
    public void Warp_Warm_AllocatesNothing(float scale)
    {
        var picture = TestPictures.Waves(320, 240);
        var crop = new float[Crop.Length];
        var warp = new FaceWarp(Crop);
        Assert.Equal(0, Allocation.OnceWarm(() => warp.Warp(picture, new Similarity(scale, 0.1f, 10, 10), Plain, crop)));
    }

    // The mean over the crop pixel's square of the bilinear picture, by 16 × 16 samples.
    private static double Reference(Picture picture, Similarity map, int x, int y)
    {
        const int N = 16;
        double sum = 0;
        for (var v = 0; v < N; v++)
            for (var u = 0; u < N; u++)
            {
                var p = map.Apply(new Point(x + (u + 0.5f) / N, y + (v + 0.5f) / N));
                sum += Bilinear(picture, p.X - 0.5, p.Y - 0.5);
            }

        return sum / (N * N);
    }

    private static double Bilinear(Picture picture, double x, double y)
    {
        (x, y) = (Math.Clamp(x, 0, picture.Width - 1), Math.Clamp(y, 0, picture.Height - 1));
        var (ix, iy) = ((int)x, (int)y);
        var (nx, ny) = (Math.Min(ix + 1, picture.Width - 1), Math.Min(iy + 1, picture.Height - 1));
        var (fx, fy) = (x - ix, y - iy);
        return (picture.Row(iy)[ix] * (1 - fx) + picture.Row(iy)[nx] * fx) * (1 - fy) + (picture.Row(ny)[ix] * (1 - fx) + picture.Row(ny)[nx] * fx) * fy;
    }
}
