using StreamMood.Contracts;
using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>
/// The pictures of a folder by name, or a single one, one a tick. JPEGs are sent as they are, unread: whether they hold is the worker's to find
/// out, as with any camera. PNGs become JPEGs. A file that went away, or a PNG that does not hold, is passed over.
/// </summary>
internal sealed class FolderSource : IFrameSource
{
    private readonly FramePacer _pacer;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly string[] _files;
    private readonly bool _loop;
    private readonly PictureLimits _limits = new();
    private JpegEncoder? _encoder;
    private Picture? _picture;
    private int _next;

    /// <param name="camera">The camera.</param>
    /// <param name="pacer">Its pace.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UserErrorException">When there is no such folder or file, or no picture in it.</exception>
    public FolderSource(CameraSpec camera, FramePacer pacer, TimeProvider time)
    {
        _folder = camera.Source.Path!;
        _loop = camera.Source.Loop;
        _pacer = pacer;
        _time = time;
        try
        {
            _files = Directory.Exists(_folder) || !CameraPlan.IsPicture(_folder) ? Pictures(_folder) : [Picture(_folder)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{_folder}: {(e is DirectoryNotFoundException or FileNotFoundException ? "there is no such file or folder" : e.Message)}", e);
        }
    }

    /// <inheritdoc />
    public long Missed => _pacer.Missed;

    /// <inheritdoc />
    public long Damaged => 0;

    /// <inheritdoc />
    public async ValueTask<SourceRead> ReadAsync(CancellationToken cancellationToken)
    {
        await _pacer.WaitAsync(cancellationToken);
        for (var tries = 0; tries < _files.Length; tries++)
        {
            if (_next == _files.Length && !_loop)
                return new SourceRead(SourceStatus.Ended);
            var file = _files[_next % _files.Length];
            _next = (_next % _files.Length) + 1;
            if (await TryReadAsync(file, cancellationToken) is { } bytes)
                return new SourceRead(SourceStatus.Frame, new CapturedFrame(bytes, _time.GetUtcNow()));
        }

        return new SourceRead(SourceStatus.Failed, default, $"{_folder}: none of its pictures can be read any more", CameraErrorKind.Missing);
    }

    /// <inheritdoc />
    public ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _encoder?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string[] Pictures(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Where(CameraPlan.IsPicture).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new UserErrorException($"{folder}: there are no .jpg, .jpeg or .png files in it");
    }

    // Of a folder some files may be bad; a single file that is no picture is a mistake of whoever named it.
    private static string Picture(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return PngReader.IsPng(bytes) || bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            ? file
            : throw new UserErrorException($"{file}: not a picture: neither a JPEG nor a PNG header");
    }

    private async ValueTask<byte[]?> TryReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
            return PngReader.IsPng(bytes) ? FromPng(bytes) : bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private byte[]? FromPng(byte[] png)
    {
        _picture ??= new Picture();
        if (PngReader.Read(png, 3, _limits, _picture) != FrameStatus.Ok)
            return null;
        _encoder ??= new JpegEncoder();
        return _encoder.EncodeBgr(_picture.Pixels, _picture.Width, _picture.Height, _picture.Stride, CameraSpec.DefaultQuality).ToArray();
    }
}
