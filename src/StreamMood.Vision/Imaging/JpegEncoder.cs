namespace StreamMood.Vision.Imaging;

/// <summary>Encodes pictures as baseline JPEG. Not thread safe; allocates nothing once its buffer has grown.</summary>
public sealed class JpegEncoder : IDisposable
{
    private readonly TurboJpegHandle _handle = TurboJpegHandle.Compressor();
    private byte[] _jpeg = [];

    /// <summary>Encodes a grey picture.</summary>
    /// <param name="pixels">Rows from the top, one byte a pixel.</param>
    /// <param name="width">Pixels, 1 to 65,535.</param>
    /// <param name="height">Pixels, 1 to 65,535.</param>
    /// <param name="stride">Bytes from one row to the next, at least <paramref name="width"/>.</param>
    /// <param name="quality">1 to 100.</param>
    /// <returns>The file; valid until the next call.</returns>
    public ReadOnlyMemory<byte> EncodeGray(ReadOnlySpan<byte> pixels, int width, int height, int stride, int quality) =>
        Encode(pixels, width, height, stride, quality, TurboJpeg.Gray, TurboJpeg.SubsampleGray, 1);

    /// <summary>Encodes a colour picture of three bytes a pixel: blue, green, red.</summary>
    /// <inheritdoc cref="EncodeGray" />
    public ReadOnlyMemory<byte> EncodeBgr(ReadOnlySpan<byte> pixels, int width, int height, int stride, int quality) =>
        Encode(pixels, width, height, stride, quality, TurboJpeg.Bgr, TurboJpeg.Subsample420, 3);

    /// <inheritdoc />
    public void Dispose() => _handle.Dispose();

    private unsafe ReadOnlyMemory<byte> Encode(
        ReadOnlySpan<byte> pixels, int width, int height, int stride, int quality, int format, int subsample, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 65_535);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 65_535);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, width * channels);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Length, checked(stride * (height - 1) + width * channels), nameof(pixels));
        var worst = checked((int)TurboJpeg.BufferSize(width, height, subsample));
        if (_jpeg.Length < worst)
            _jpeg = GC.AllocateUninitializedArray<byte>(worst);
        nuint size = (nuint)_jpeg.Length;
        fixed (byte* source = pixels, buffer = _jpeg)
        {
            var target = buffer;
            if (TurboJpeg.Compress(
                    _handle.Value, source, width, stride, height, format, &target, &size, subsample, quality, TurboJpeg.NoReallocation) != 0)
                throw new InvalidOperationException(
                    $"libjpeg-turbo could not encode {width}x{height}: {System.Text.Encoding.ASCII.GetString(TurboJpeg.Message(_handle.Value))}");
        }

        return _jpeg.AsMemory(0, (int)size);
    }
}
