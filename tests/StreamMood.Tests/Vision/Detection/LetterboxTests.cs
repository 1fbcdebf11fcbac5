using FsCheck.Xunit;
using StreamMood.Vision.Detection;

namespace StreamMood.Tests.Vision.Detection;

public sealed class LetterboxTests
{
    private static readonly DetectorShape Dynamic = new("image", 1, null, [8, 16, 32], 0, 1, 0.5f, 0.4f);

    [Theory]
    [InlineData(640, 480, 320, 240, 320, 256)]
    [InlineData(1280, 720, 320, 180, 320, 192)]
    [InlineData(480, 640, 240, 320, 256, 320)]
    [InlineData(48, 48, 96, 96, 96, 96)]
    [InlineData(16000, 10, 320, 1, 320, 32)]
    public void Fit_Dynamic_PadsToTheNextMultiple(int width, int height, int w, int h, int tw, int th) =>
        Assert.Equal(new Letterbox(w, h, tw, th), Letterbox.Fit(width, height, 320, Dynamic));

    [Fact]
    public void Fit_Fixed_FillsOneSide() =>
        Assert.Equal(new Letterbox(640, 360, 640, 640), Letterbox.Fit(1920, 1080, 320, Dynamic with { FixedSize = (640, 640) }));

    [Property(MaxTest = 300)]
    public void Fit_AnyPicture_FitsAndKeepsItsShape(ushort w, ushort h)
    {
        var (width, height) = (w % 5000 + 1, h % 5000 + 1);
        var box = Letterbox.Fit(width, height, 320, Dynamic);
        Assert.True(box.Width <= box.TensorWidth && box.Height <= box.TensorHeight && Math.Max(box.TensorWidth, box.TensorHeight) <= 320);
        Assert.True(box.TensorWidth % 32 == 0 && box.TensorHeight % 32 == 0 && box.TensorWidth - box.Width < 32 && box.TensorHeight - box.Height < 32);
        Assert.InRange((double)box.Width / width - (double)box.Height / height, -1.0 / Math.Min(width, height), 1.0 / Math.Min(width, height));
    }
}
