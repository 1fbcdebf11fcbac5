using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision.Imaging;

public sealed class MaskSpansTests
{
    [Theory]
    [InlineData(0.25, 0.25, 0.75, 0.5, 10, 5, 30, 10)]
    [InlineData(0.26, 0.26, 0.74, 0.49, 10, 5, 30, 10)]
    [InlineData(0, 0, 1, 1, 0, 0, 40, 20)]
    [InlineData(0.9999, 0.9999, 1, 1, 39, 19, 40, 20)]
    public void Burn_Rectangle_CoversEveryPixelThatItTouchesAndNoOther(
        double left, double top, double right, double bottom, int fromX, int fromY, int toX, int toY)
    {
        var picture = Burn([[new(left, top), new(right, top), new(right, bottom), new(left, bottom)]], 40, 20);
        for (var y = 0; y < 20; y++)
            for (var x = 0; x < 40; x++)
            {
                // A straight edge on a pixel boundary may touch the row behind it, never the other way.
                var inside = x >= fromX && x < toX && y >= fromY && y < toY;
                var near = x >= fromX - 1 && x <= toX && y >= fromY - 1 && y <= toY;
                if (inside || !near)
                    Assert.True(picture.Row(y)[x] == (inside ? 0 : 255), $"at {x}, {y}");
            }
    }

    [Property(MaxTest = 100)]
    public Property Burn_AnyTriangle_CoversEveryPointInside() => Prop.ForAll(
        Gen.Choose(0, 1000).ArrayOf(6).ToArbitrary(), Gen.Choose(1, 60).Two().ToArbitrary(), (numbers, size) =>
        {
            MaskPoint[] corners = [.. Enumerable.Range(0, 3).Select(i => new MaskPoint(numbers[2 * i] / 1000.0, numbers[2 * i + 1] / 1000.0))];
            var picture = Burn([corners], size.Item1, size.Item2);
            for (var a = 0; a <= 20; a++)
                for (var b = 0; b <= 20 - a; b++)
                {
                    var (u, v) = (a / 20.0, b / 20.0);
                    var x = (corners[0].X * (1 - u - v)) + (corners[1].X * u) + (corners[2].X * v);
                    var y = (corners[0].Y * (1 - u - v)) + (corners[1].Y * u) + (corners[2].Y * v);
                    var (column, row) = ((int)Math.Min(size.Item1 - 1, x * size.Item1), (int)Math.Min(size.Item2 - 1, y * size.Item2));
                    Assert.True(picture.Row(row)[column] == 0, $"{column}, {row} shows");
                }
        });

    [Fact]
    public void Burn_CornerOnTheBoundaryBetweenPixels_CoversBoth()
    {
        var picture = Burn([[new(0.72, 0.084), new(0.31, 0.67), new(0.92, 0.457)]], 50, 57);
        Assert.Equal(0, picture.Row(26)[45]);
        Assert.Equal(0, picture.Row(26)[46]);
    }

    [Fact]
    public void Burn_PolygonThatCrossesItself_LeavesNoHole()
    {
        MaskPoint[] star = [.. Enumerable.Range(0, 5).Select(i => new MaskPoint(0.5 + (0.5 * Math.Sin(i * 4 * Math.PI / 5)), 0.5 - (0.5 * Math.Cos(i * 4 * Math.PI / 5))))];
        Assert.Equal(0, Burn([star], 50, 50).Row(25)[25]);
    }

    [Fact]
    public void Burn_Colour_BlackensAllChannels()
    {
        var picture = new Picture();
        picture.Resize(4, 4, 3);
        picture.Pixels.Fill(200);
        new MaskSpans([[new(0, 0), new(0.5, 0), new(0.5, 0.5), new(0, 0.5)]], 4, 4).Burn(picture);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 200, 200], picture.Row(0).ToArray().Select((p, i) => i is >= 6 and < 9 ? 0 : (int)p));
    }

    private static Picture Burn(MaskPoint[][] polygons, int width, int height)
    {
        var picture = TestPictures.Draw(width, height, (_, _) => 255);
        new MaskSpans(polygons, width, height).Burn(picture);
        return picture;
    }
}
