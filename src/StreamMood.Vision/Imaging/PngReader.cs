using System.Buffers.Binary;
using StbImageSharp;

namespace StreamMood.Vision.Imaging;

/// <summary>Reads PNG pictures for offline use, within the same limits as JPEG.</summary>
public static class PngReader
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Whether a file starts like a PNG.</summary>
    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>Reads a picture.</summary>
    /// <param name="file">The file.</param>
    /// <param name="channels">1 for grey, 3 for blue, green, red.</param>
    /// <param name="limits">What it may claim before anything is unpacked.</param>
    /// <param name="into">Takes the pixels.</param>
    public static FrameStatus Read(byte[] file, int channels, PictureLimits limits, Picture into)
    {
        // Signature, length, "IHDR", width, height.
        if (file.Length < 24)
            return FrameStatus.Truncated;
        long width = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(16));
        long height = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(20));
        if (width == 0 || height == 0)
            return FrameStatus.Corrupt;
        // The library unpacks to at most four channels of 16 bit beside the result.
        if (Math.Max(width, height) > limits.MaxSide || width * height > limits.MaxPixels || width * height * (8 + channels) > limits.MaxMemoryBytes)
            return FrameStatus.TooLarge;
        if (file.AsSpan().LastIndexOf("IEND"u8) < 0)
            return FrameStatus.Truncated;
        try
        {
            var image = ImageResult.FromMemory(file, channels == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue);
            into.Resize(image.Width, image.Height, channels);
            image.Data.CopyTo(into.Pixels);
            if (channels == 3)
                SwapRedAndBlue(into.Pixels);
            return FrameStatus.Ok;
        }
        catch (Exception e) when (e is InvalidOperationException or IndexOutOfRangeException or EndOfStreamException or ArgumentException)
        {
            return FrameStatus.Corrupt;
        }
    }

    private static void SwapRedAndBlue(Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
    }
}
