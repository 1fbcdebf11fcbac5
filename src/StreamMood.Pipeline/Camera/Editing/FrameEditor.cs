using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Pipeline.Camera.Editing;

/// <summary>
/// Works on whole frames, in this order: blackens what is masked, cuts the region out, brings it down to the largest size,
/// encodes. The one place where masks are burned in, whatever the source. Not thread safe.
/// </summary>
internal sealed class FrameEditor : IDisposable
{
    private readonly CameraSpec _camera;
    private readonly JpegDecoder _decoder = new(new PictureLimits());
    private readonly JpegEncoder _encoder = new();
    private readonly PictureResizer _resizer = new();
    private readonly Picture _whole = new();
    private readonly Picture _part = new();
    private readonly Picture _small = new();
    private MaskSpans? _mask;

    public FrameEditor(CameraSpec camera) => _camera = camera;

    /// <summary>Edits a frame; null when it cannot be decoded, for then nobody can tell what it would show.</summary>
    public byte[]? Edit(byte[] jpeg)
    {
        var channels = JpegHeader.Read(jpeg, out var header) == FrameStatus.Ok && header.Components == 1 ? 1 : 3;
        if (_decoder.Decode(jpeg, channels, 0, _whole) != FrameStatus.Ok)
            return null;
        Mask(_whole);
        var picture = Scale(Cut(_whole));
        var quality = _camera.Quality ?? CameraSpec.DefaultQuality;
        var edited = channels == 1
            ? _encoder.EncodeGray(picture.Pixels, picture.Width, picture.Height, picture.Stride, quality)
            : _encoder.EncodeBgr(picture.Pixels, picture.Width, picture.Height, picture.Stride, quality);
        return edited.ToArray();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _decoder.Dispose();
        _encoder.Dispose();
    }

    private void Mask(Picture picture)
    {
        if (_camera.Masks is not { } masks)
            return;

        // A camera may change its resolution at any time.
        if (_mask is null || _mask.Width != picture.Width || _mask.Height != picture.Height)
            _mask = new MaskSpans(masks.Polygons, picture.Width, picture.Height);
        _mask.Burn(picture);
    }

    private Picture Cut(Picture picture)
    {
        if (_camera.Region is not { } region)
            return picture;
        var left = Math.Min((int)Math.Round(region.X * picture.Width), picture.Width - 1);
        var top = Math.Min((int)Math.Round(region.Y * picture.Height), picture.Height - 1);
        var width = Math.Clamp((int)Math.Round(region.Width * picture.Width), 1, picture.Width - left);
        var height = Math.Clamp((int)Math.Round(region.Height * picture.Height), 1, picture.Height - top);
        _part.Resize(width, height, picture.Channels);
        for (var y = 0; y < height; y++)
            picture.Row(top + y).Slice(left * picture.Channels, _part.Stride).CopyTo(_part.Row(y));
        return _part;
    }

    private Picture Scale(Picture picture)
    {
        if (_camera.HasOwnSize)
            return picture;
        var factor = Math.Min(1, Math.Min(
            (double)(_camera.Width ?? picture.Width) / picture.Width, (double)(_camera.Height ?? picture.Height) / picture.Height));
        if (factor == 1)
            return picture;
        _resizer.Resize(
            picture, Math.Max(1, (int)Math.Round(picture.Width * factor)), Math.Max(1, (int)Math.Round(picture.Height * factor)), _small);
        return _small;
    }
}
