using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision.Imaging;

public sealed class PictureResizerTests
{
    [Theory]
    [InlineData(64, 48, 32, 24)]
    [InlineData(64, 48, 21, 16)]
    [InlineData(100, 37, 9, 5)]
    public void Resize_Down_KeepsTheMeanAndTheRamp(int width, int height, int toWidth, int toHeight)
    {
        var source = new Picture();
        source.Resize(width, height, 3);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                (source.Row(y)[3 * x], source.Row(y)[3 * x + 1], source.Row(y)[3 * x + 2]) = ((byte)(250 * x / width), (byte)(250 * y / height), 77);
        var target = new Picture();
        new PictureResizer().Resize(source, toWidth, toHeight, target);
        Assert.Equal((toWidth, toHeight, 3), (target.Width, target.Height, target.Channels));
        for (var y = 0; y < toHeight; y++)
            for (var x = 0; x < toWidth; x++)
            {
                Assert.InRange(target.Row(y)[3 * x] - (250 * (x + 0.5) / toWidth), -4, 2);
                Assert.InRange(target.Row(y)[3 * x + 1] - (250 * (y + 0.5) / toHeight), -5, 2);
                Assert.Equal(77, target.Row(y)[3 * x + 2]);
            }
    }
}
