using StreamMood.Lab.Datasets;
using StreamMood.Tests.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Lab.Datasets;

public sealed class PictureFingerprintTests
{
    [Fact]
    public void Count_CopyReencodedAndStranger_TellsThemApart()
    {
        var (picture, stranger) = (TestPictures.Waves(96, 96), TestPictures.Draw(96, 96, (x, y) => x * x / 40 + y));
        var compressed = new Picture();
        using (var decoder = new JpegDecoder(new PictureLimits()))
            decoder.Decode(TestPictures.Jpeg(picture, 60), 1, 0, compressed);
        PictureFingerprint[] split = [Print(picture), Print(stranger)];

        Assert.Equal(new DuplicateReport(2, 1, 1, 0, 0, 0), DuplicateReport.Count(split, [Print(TestPictures.Waves(96, 96))], default));
        Assert.Equal(new DuplicateReport(2, 1, 0, 1, 0, 0), DuplicateReport.Count(split, [Print(compressed)], default));
        Assert.Equal(new DuplicateReport(2, 0, 0, 0, 0, 0), DuplicateReport.Count(split, [], default));
        Assert.Equal(new DuplicateReport(4, 0, 0, 0, 1, 1), DuplicateReport.Count([.. split, Print(compressed), split[0]], [], default));
    }

    [Fact]
    public void IsNear_TwoPicturesOfOneGrey_AreNot() =>
        // All blank pictures have the same gradients; only equal pixels make them copies.
        Assert.False(Print(TestPictures.Draw(48, 48, (_, _) => 10)).IsNear(Print(TestPictures.Draw(48, 48, (_, _) => 200))));

    private static PictureFingerprint Print(Picture picture) => PictureFingerprint.Of(picture, new TensorResizer());
}
