using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision.Video;

/// <summary>Small JPEGs made in code.</summary>
internal static class TestJpegs
{
    /// <summary>A noisy grey picture; its bytes hold plenty of stuffed and restart-like values.</summary>
    public static byte[] Noise(int seed, int width = 48, int height = 32, int quality = 90)
    {
        var pixels = new byte[width * height];
        new Random(seed).NextBytes(pixels);
        using var encoder = new JpegEncoder();
        return encoder.EncodeGray(pixels, width, height, width, quality).ToArray();
    }

    /// <summary>The same picture with another whole JPEG inside an application segment, as thumbnails are.</summary>
    public static byte[] WithThumbnail(byte[] jpeg, byte[] thumbnail)
    {
        var length = thumbnail.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. thumbnail, .. jpeg[2..]];
    }
}
