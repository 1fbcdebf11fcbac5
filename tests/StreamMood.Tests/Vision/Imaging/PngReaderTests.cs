using System.Buffers.Binary;
using System.IO.Compression;
using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision.Imaging;

public sealed class PngReaderTests
{
    private static readonly PictureLimits Limits = new();

    [Fact]
    public void Read_GreyPng_GivesItsPixelsExactly()
    {
        var original = TestPictures.Waves(70, 40);
        var picture = new Picture();
        Assert.Equal(FrameStatus.Ok, PngReader.Read(Png(original), 1, Limits, picture));
        Assert.True(original.Pixels.SequenceEqual(picture.Pixels));
        Assert.Equal(FrameStatus.Ok, PngReader.Read(Png(original), 3, Limits, picture));
        Assert.Equal(original.Row(7)[9], picture.Row(7)[9 * 3 + 1]);
    }

    [Fact]
    public void Read_BadPngs_AreValues()
    {
        var png = Png(TestPictures.Waves(70, 40));
        var picture = new Picture();
        Assert.Equal(FrameStatus.Truncated, PngReader.Read(png[..20], 1, Limits, picture));
        Assert.Equal(FrameStatus.Truncated, PngReader.Read(png[..(png.Length / 2)], 1, Limits, picture));
        var huge = png.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(20), 60_000);
        Assert.Equal(FrameStatus.TooLarge, PngReader.Read(huge, 1, Limits, picture));
        var damaged = png.ToArray();
        damaged.AsSpan(45, 60).Clear();
        Assert.Equal(FrameStatus.Corrupt, PngReader.Read(damaged, 1, Limits, picture));
    }

    /// <summary>The smallest PNG writer: 8 bit grey, no filter. Checksums are left out, the reader does not look at them.</summary>
    internal static byte[] Png(Picture grey)
    {
        var rows = new MemoryStream();
        using (var zlib = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
            for (var y = 0; y < grey.Height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(grey.Row(y));
            }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, grey.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), grey.Height);
        header[8] = 8;
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, rows.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. type, .. data, 0, 0, 0, 0];
    }
}
