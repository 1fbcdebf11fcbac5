using FsCheck.Xunit;
using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision.Imaging;

public sealed class JpegDecoderTests : IDisposable
{
    private readonly JpegDecoder _decoder = new(new PictureLimits());
    private readonly Picture _picture = new();

    public void Dispose() => _decoder.Dispose();

    [Fact]
    public void Decode_OwnEncoding_GivesThePixelsBack()
    {
        var original = TestPictures.Waves(203, 151);
        Assert.Equal(FrameStatus.Ok, _decoder.Decode(TestPictures.Jpeg(original, 98), 1, 0, _picture));
        Assert.Equal((203, 151, 1), (_picture.Width, _picture.Height, _picture.Channels));
        Assert.InRange(MeanDifference(original, _picture), 0, 1.0);
    }

    [Fact]
    public void Decode_Colour_GivesBlueGreenRed()
    {
        var original = new Picture();
        original.Resize(64, 64, 3);
        for (var i = 0; i < original.Pixels.Length; i += 3)
            (original.Pixels[i], original.Pixels[i + 1], original.Pixels[i + 2]) = (200, 40, 90);
        _decoder.Decode(TestPictures.Jpeg(original), 3, 0, _picture);
        Assert.InRange(_picture.Pixels[0], 196, 204);
        Assert.InRange(_picture.Pixels[1], 36, 44);
        Assert.InRange(_picture.Pixels[2], 86, 94);
        // Luma after BT.601.
        _decoder.Decode(TestPictures.Jpeg(original), 1, 0, _picture);
        Assert.InRange(_picture.Pixels[0], 0.114 * 200 + 0.587 * 40 + 0.299 * 90 - 3, 0.114 * 200 + 0.587 * 40 + 0.299 * 90 + 3);
    }

    [Theory]
    [InlineData(640, 480, 640, 640, 480)]
    [InlineData(1280, 720, 640, 640, 360)]
    [InlineData(1279, 721, 640, 640, 361)]
    [InlineData(1281, 721, 641, 641, 361)]
    [InlineData(1280, 720, 641, 1280, 720)]
    [InlineData(3840, 2160, 640, 960, 540)]
    [InlineData(8000, 16, 640, 1000, 2)]
    public void Decode_LargerThanEnough_IsReducedButNotBelow(int width, int height, int enough, int expectedWidth, int expectedHeight)
    {
        Assert.Equal(FrameStatus.Ok, _decoder.Decode(TestPictures.Jpeg(TestPictures.Waves(width, height)), 1, enough, _picture));
        Assert.Equal((expectedWidth, expectedHeight), (_picture.Width, _picture.Height));
        Assert.Equal((width, height), _decoder.SourceSize);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("this is a text file that calls itself a picture")]
    public void Decode_Text_IsNotJpeg(string text) =>
        Assert.Equal(FrameStatus.NotJpeg, _decoder.Decode(System.Text.Encoding.UTF8.GetBytes(text), 1, 0, _picture));

    [Fact]
    public void Decode_HeaderOf60000By60000_IsTooLargeWithoutReservingMemory()
    {
        var jpeg = TestPictures.Claiming(TestPictures.Jpeg(TestPictures.Waves(64, 64)), 60_000, 60_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(FrameStatus.TooLarge, _decoder.Decode(jpeg, 1, 0, _picture));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void Decode_EachLimit_Holds()
    {
        var jpeg = TestPictures.Jpeg(TestPictures.Waves(200, 100));
        Assert.Equal(FrameStatus.TooLarge, With(new PictureLimits { MaxSide = 199 }, jpeg));
        Assert.Equal(FrameStatus.TooLarge, With(new PictureLimits { MaxPixels = 19_999 }, jpeg));
        Assert.Equal(FrameStatus.TooLarge, With(new PictureLimits { MaxMemoryBytes = 19_999 }, jpeg));
        Assert.Equal(FrameStatus.Ok, With(new PictureLimits { MaxSide = 200, MaxPixels = 20_000, MaxMemoryBytes = 20_000 }, jpeg));
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.98)]
    public void Decode_CutFile_IsTruncated(double kept)
    {
        var jpeg = TestPictures.Jpeg(TestPictures.Waves(320, 240));
        Assert.Equal(FrameStatus.Truncated, _decoder.Decode(jpeg.AsSpan(0, (int)(jpeg.Length * kept)), 1, 0, _picture));
    }

    [Fact]
    public void Decode_OnlyTheEndMarkerMissing_IsTruncated()
    {
        var jpeg = TestPictures.Jpeg(TestPictures.Waves(320, 240));
        Assert.Equal(FrameStatus.Truncated, _decoder.Decode(jpeg.AsSpan(0, jpeg.Length - 2), 1, 0, _picture));
    }

    [Fact]
    public void Decode_CutFileWithAnEndPatchedOn_IsCorrupt()
    {
        var jpeg = TestPictures.Jpeg(TestPictures.Waves(320, 240));
        byte[] patched = [.. jpeg.AsSpan(0, jpeg.Length / 2), 0xFF, 0xD9];
        Assert.Equal(FrameStatus.Corrupt, _decoder.Decode(patched, 1, 0, _picture));
    }

    [Fact]
    public void Decode_JunkBeforeTheEndMarkerAsWebcamsLeaveIt_IsOk()
    {
        var jpeg = TestPictures.Jpeg(TestPictures.Waves(320, 240));
        byte[] junk = [.. jpeg.AsSpan(0, jpeg.Length - 2), 0, 0, 0, 0, 0xFF, 0xD9];
        Assert.Equal(FrameStatus.Ok, _decoder.Decode(junk, 1, 0, _picture));
        byte[] padded = [.. jpeg, 0, 0, 0, 0, 0, 0];
        Assert.Equal(FrameStatus.Ok, _decoder.Decode(padded, 1, 0, _picture));
    }

    [Theory]
    [InlineData(0xC3)] // lossless
    [InlineData(0xC9)] // arithmetic
    public void Decode_OtherCodings_AreUnsupported(int marker)
    {
        var jpeg = TestPictures.Jpeg(TestPictures.Waves(64, 64));
        jpeg[jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 1] = (byte)marker;
        Assert.Equal(FrameStatus.Unsupported, _decoder.Decode(jpeg, 1, 0, _picture));
    }

    [Fact]
    public void Decode_ProgressiveOfManyScans_IsTooLarge()
    {
        // Looks progressive and repeats an empty scan; the limit must hold before the decoder starts.
        var jpeg = TestPictures.Jpeg(TestPictures.Waves(64, 64)).ToList();
        jpeg[jpeg.ToArray().AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 1] = 0xC2;
        for (var i = 0; i < 101; i++)
            jpeg.InsertRange(jpeg.Count - 2, [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
        Assert.Equal(FrameStatus.TooLarge, _decoder.Decode([.. jpeg], 1, 0, _picture));
    }

    [Property(MaxTest = 300)]
    public void Decode_AnyDamage_IsAValueAndTheNextFrameDecodes(int seed)
    {
        var random = new Random(seed);
        var jpeg = TestPictures.Jpeg(TestPictures.Waves(96, 80), 60);
        var damaged = jpeg.ToArray();
        for (var i = random.Next(1, 20); i > 0; i--)
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        // Whatever size the damage claims, the limits keep the test small.
        using var decoder = new JpegDecoder(new PictureLimits { MaxPixels = 1_000_000, MaxMemoryBytes = 4 << 20 });
        Assert.True(Enum.IsDefined(decoder.Decode(damaged.AsSpan(0, random.Next(damaged.Length + 1)), 1, 0, _picture)));
        Assert.Equal(FrameStatus.Ok, decoder.Decode(jpeg, 1, 0, _picture));
    }

    [Property(MaxTest = 300)]
    public void Header_RandomBytes_NeverThrows(byte[] bytes)
    {
        JpegHeader.Read(bytes, out _);
        byte[] started = [0xFF, 0xD8, 0xFF, .. bytes];
        JpegHeader.Read(started, out _);
    }

    private FrameStatus With(PictureLimits limits, byte[] jpeg)
    {
        using var decoder = new JpegDecoder(limits);
        return decoder.Decode(jpeg, 1, 0, _picture);
    }

    private static double MeanDifference(Picture a, Picture b)
    {
        double sum = 0;
        for (var i = 0; i < a.Pixels.Length; i++)
            sum += Math.Abs(a.Pixels[i] - b.Pixels[i]);
        return sum / a.Pixels.Length;
    }
}
