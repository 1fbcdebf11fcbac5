using FsCheck.Xunit;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision.Imaging;

public sealed class TensorResizerTests
{
    [Theory]
    [InlineData(640, 480, 320, 240, 1)] // the fast way
    [InlineData(640, 480, 320, 240, 3)]
    [InlineData(480, 270, 320, 180, 1)]
    [InlineData(641, 361, 320, 180, 1)]
    [InlineData(37, 29, 37, 29, 3)]
    [InlineData(101, 77, 13, 9, 1)]
    public void Resize_Down_AveragesTheCoveredArea(int width, int height, int toWidth, int toHeight, int channels)
    {
        var picture = Coloured(width, height, channels);
        var tensor = Resize(picture, toWidth, toHeight, 10, 0.5f);
        for (var c = 0; c < channels; c++)
            for (var y = 0; y < toHeight; y++)
                for (var x = 0; x < toWidth; x++)
                    Assert.Equal((Area(picture, x, y, c, toWidth, toHeight) - 10) * 0.5, tensor[c * toWidth * toHeight + y * toWidth + x], 0.01);
    }

    [Theory]
    [InlineData(48, 48, 96, 96)]
    [InlineData(50, 31, 77, 60)]
    [InlineData(1, 1, 2, 2)]
    public void Resize_Up_IsBilinear(int width, int height, int toWidth, int toHeight)
    {
        var picture = Coloured(width, height, 1);
        var tensor = Resize(picture, toWidth, toHeight, 0, 1);
        for (var y = 0; y < toHeight; y++)
            for (var x = 0; x < toWidth; x++)
                Assert.Equal(Bilinear(picture, (x + 0.5) * width / toWidth - 0.5, (y + 0.5) * height / toHeight - 0.5), tensor[y * toWidth + x], 0.01);
    }

    [Fact]
    public void Resize_SmallerThanTheTensor_LeavesBlackRightAndBelow()
    {
        var tensor = new float[2 * 32 * 32];
        Array.Fill(tensor, float.NaN);
        new TensorResizer().Resize(Coloured(60, 40, 1), 30, 20, tensor.AsSpan(0, 32 * 32), 32, 32, 128, 1 / 64f);
        Assert.All(Enumerable.Range(0, 32 * 32), i => Assert.True(i % 32 < 30 && i / 32 < 20 ? tensor[i] > -2 : tensor[i] == -2));
        Assert.True(float.IsNaN(tensor[32 * 32]));
    }

    [Property(MaxTest = 100)]
    public void Resize_AnySizes_StaysWithinThePicturesRange(byte w, byte h, byte tw, byte th)
    {
        var (width, height, toWidth, toHeight) = (w % 90 + 1, h % 90 + 1, tw % 90 + 1, th % 90 + 1);
        var tensor = Resize(Coloured(width, height, 1), toWidth, toHeight, 0, 1);
        Assert.All(tensor, v => Assert.InRange(v, -0.01f, 255.01f));
        // A flat picture stays flat: the weights of every pixel sum to one.
        var flat = Resize(TestPictures.Draw(width, height, (_, _) => 77), toWidth, toHeight, 0, 1);
        Assert.All(flat, v => Assert.Equal(77, v, 0.01f));
    }

    private static float[] Resize(Picture picture, int width, int height, float mean, float scale)
    {
        var tensor = new float[picture.Channels * width * height];
        new TensorResizer().Resize(picture, width, height, tensor, width, height, mean, scale);
        return tensor;
    }

    private static Picture Coloured(int width, int height, int channels)
    {
        var random = new Random(width * 1000 + height);
        var picture = new Picture();
        picture.Resize(width, height, channels);
        random.NextBytes(picture.Pixels);
        return picture;
    }

    private static double Area(Picture picture, int x, int y, int channel, int toWidth, int toHeight)
    {
        var (rx, ry) = ((double)picture.Width / toWidth, (double)picture.Height / toHeight);
        double sum = 0, weight = 0;
        for (var v = (int)(y * ry); v < Math.Min((y + 1) * ry, picture.Height); v++)
            for (var u = (int)(x * rx); u < Math.Min((x + 1) * rx, picture.Width); u++)
            {
                var covered = (Math.Min(u + 1, (x + 1) * rx) - Math.Max(u, x * rx)) * (Math.Min(v + 1, (y + 1) * ry) - Math.Max(v, y * ry));
                sum += covered * picture.Row(v)[u * picture.Channels + channel];
                weight += covered;
            }

        return sum / weight;
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
