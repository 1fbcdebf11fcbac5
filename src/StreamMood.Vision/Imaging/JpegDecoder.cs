namespace StreamMood.Vision.Imaging;

/// <summary>
/// Decodes JPEG pictures through libjpeg-turbo: header first, within limits, a bad picture being a value and never an
/// exception. Not thread safe; one instance a thread. Allocates nothing once its target has grown.
/// </summary>
/// <param name="limits">What a header may claim.</param>
public sealed class JpegDecoder(PictureLimits limits) : IDisposable
{
    private readonly TurboJpegHandle _handle = TurboJpegHandle.Decompressor();
    private readonly PictureLimits _limits = limits;

    /// <summary>Width and height that the last picture's header stated, before any reduction.</summary>
    public (int Width, int Height) SourceSize { get; private set; }

    /// <summary>Decodes a picture.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <param name="channels">1 for grey (only luma is decoded), 3 for blue, green, red.</param>
    /// <param name="enoughSide">
    /// The picture is halved, at most to an eighth, while its long side stays at least this many pixels; 0 keeps the full size.
    /// </param>
    /// <param name="into">Takes the pixels; undefined unless the result is <see cref="FrameStatus.Ok"/>.</param>
    /// <remarks>
    /// A cut file and most damage are noticed; damage that still is valid Huffman code decodes without a warning in any decoder.
    /// </remarks>
    public unsafe FrameStatus Decode(ReadOnlySpan<byte> jpeg, int channels, int enoughSide, Picture into)
    {
        var status = JpegHeader.Read(jpeg, out var header);
        SourceSize = (header.Width, header.Height);
        if (status == FrameStatus.Ok)
            status = Check(jpeg, header, channels);
        if (status != FrameStatus.Ok)
            return status;

        var reduction = 1;
        while (reduction < 8 && enoughSide > 0 && Reduced(Math.Max(header.Width, header.Height), reduction * 2) >= enoughSide)
            reduction *= 2;
        into.Resize(Reduced(header.Width, reduction), Reduced(header.Height, reduction), channels);
        fixed (byte* source = jpeg, target = into.Pixels)
        {
            var result = TurboJpeg.Decompress(
                _handle.Value, source, (nuint)jpeg.Length, target, into.Width, into.Stride, into.Height,
                channels == 1 ? TurboJpeg.Gray : TurboJpeg.Bgr, TurboJpeg.LimitScans);
            return result == 0 ? FrameStatus.Ok : Judge();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _handle.Dispose();

    private static int Reduced(int side, int reduction) => (side + reduction - 1) / reduction;

    private FrameStatus Check(ReadOnlySpan<byte> jpeg, in JpegHeader header, int channels)
    {
        var pixels = (long)header.Width * header.Height;
        if (Math.Max(header.Width, header.Height) > _limits.MaxSide || pixels > _limits.MaxPixels
            || pixels * channels + header.CoefficientBytes > _limits.MaxMemoryBytes)
            return FrameStatus.TooLarge;
        if (!header.HasEnd(jpeg))
            return FrameStatus.Truncated;
        return header.Progressive && header.CountScans(jpeg, _limits.MaxScans) > _limits.MaxScans
            ? FrameStatus.TooLarge
            : FrameStatus.Ok;
    }

    // Many webcams leave a few bytes between the last block and the end marker; the picture is whole all the same.
    private FrameStatus Judge() =>
        TurboJpeg.ErrorCode(_handle.Value) == TurboJpeg.ErrorIsWarning
        && TurboJpeg.Message(_handle.Value).EndsWith("extraneous bytes before marker 0xd9"u8)
            ? FrameStatus.Ok
            : FrameStatus.Corrupt;
}
