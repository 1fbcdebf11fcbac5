namespace StreamMood.Vision.Imaging;

/// <summary>
/// A decoded picture in a buffer that only grows, so that one instance serves frame after frame without allocation.
/// Rows follow each other without gaps; grey has one byte a pixel, colour three in the order blue, green, red.
/// </summary>
public sealed class Picture
{
    // Vector code may read a few bytes behind the last pixel.
    private const int Slack = 64;

    private byte[] _pixels = [];

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>1 for grey, 3 for blue, green, red.</summary>
    public int Channels { get; private set; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride => Width * Channels;

    /// <summary>All rows, top first.</summary>
    public Span<byte> Pixels => _pixels.AsSpan(0, Stride * Height);

    /// <summary>One row.</summary>
    public Span<byte> Row(int y) => _pixels.AsSpan(y * Stride, Stride);

    /// <summary>The rows and the slack behind them, for code that loads whole vectors.</summary>
    internal ReadOnlySpan<byte> Padded => _pixels.AsSpan(0, Stride * Height + Slack);

    /// <summary>Gives the picture a size; the pixels are left as they happen to be.</summary>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="channels">1 or 3.</param>
    public void Resize(int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "a picture has 1 or 3 channels");
        var bytes = checked(width * height * channels + Slack);
        if (_pixels.Length < bytes)
            _pixels = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        (Width, Height, Channels) = (width, height, channels);
    }

    /// <summary>Copies this picture into <paramref name="grey"/> as luma after ITU-R BT.601.</summary>
    public void ToGrey(Picture grey)
    {
        grey.Resize(Width, Height, 1);
        if (Channels == 1)
            Pixels.CopyTo(grey.Pixels);
        else
            Luma.FromBgr(Pixels, grey.Pixels);
    }

    /// <summary>Copies one channel of this colour picture into <paramref name="plane"/>: 0 blue, 1 green, 2 red.</summary>
    public void ToPlane(int channel, Picture plane)
    {
        plane.Resize(Width, Height, 1);
        var source = Pixels[channel..];
        var target = plane.Pixels;
        for (int i = 0, s = 0; i < target.Length; i++, s += 3)
            target[i] = source[s];
    }

    /// <summary>Copies this picture into <paramref name="colour"/> with three channels; grey becomes three equal ones.</summary>
    public void ToBgr(Picture colour)
    {
        colour.Resize(Width, Height, 3);
        var source = Pixels;
        var target = colour.Pixels;
        if (Channels == 3)
        {
            source.CopyTo(target);
            return;
        }

        for (int i = 0, t = 0; i < source.Length; i++, t += 3)
            target.Slice(t, 3).Fill(source[i]);
    }
}
