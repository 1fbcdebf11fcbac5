using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision.Imaging;

public sealed class JpegEncoderTests
{
    [Fact]
    public void EncodeGray_WithAStride_EncodesTheInnerPicture()
    {
        var wide = TestPictures.Waves(200, 90);
        using var encoder = new JpegEncoder();
        var jpeg = encoder.EncodeGray(wide.Pixels, 120, 90, wide.Stride, 95);
        using var decoder = new JpegDecoder(new PictureLimits());
        var picture = new Picture();
        Assert.Equal(FrameStatus.Ok, decoder.Decode(jpeg.Span, 1, 0, picture));
        Assert.Equal((120, 90), (picture.Width, picture.Height));
        for (var y = 0; y < 90; y += 7)
            for (var x = 0; x < 120; x += 7)
                Assert.InRange(picture.Row(y)[x] - wide.Row(y)[x], -8, 8);
    }

    [Theory]
    [InlineData(0, 10, 10, 90)]
    [InlineData(10, 0, 10, 90)]
    [InlineData(10, 10, 9, 90)]
    [InlineData(10, 10, 10, 0)]
    [InlineData(10, 10, 10, 101)]
    [InlineData(10, 11, 10, 90)]
    public void EncodeGray_ArgumentsThatDoNotFit_Throw(int width, int height, int stride, int quality)
    {
        using var encoder = new JpegEncoder();
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.EncodeGray(new byte[100], width, height, stride, quality));
    }

    [Fact]
    public void EncodeGray_Warm_AllocatesNothing()
    {
        var picture = TestPictures.Waves(320, 240);
        using var encoder = new JpegEncoder();
        Assert.Equal(0, Allocation.OnceWarm(() => encoder.EncodeGray(picture.Pixels, 320, 240, 320, 80)));
    }
}
