using StreamMood.Pipeline.Camera.Sources;

namespace StreamMood.Pipeline.Camera.Ffmpeg;

/// <summary>What ffmpeg is to read and how. Not thread safe.</summary>
internal interface IFfmpegFeed
{
    /// <summary>Whether the end of the stream is a fault.</summary>
    bool IsEndless { get; }

    /// <summary>Whether ffmpeg itself thins frames to the camera's rate.</summary>
    bool IsThinned { get; }

    /// <summary>The arguments of the next run, and what it reads on its standard input.</summary>
    ValueTask<(IReadOnlyList<string> Arguments, string? Input)> NextAsync(CancellationToken cancellationToken);

    /// <summary>Takes note of a run's end and of how many whole frames it gave.</summary>
    void Ended(long frames);

    /// <summary>A line of ffmpeg's without secrets.</summary>
    string Redact(string line);
}

/// <summary>A video file, looked into already.</summary>
internal sealed class VideoFeed(CameraSpec camera, VideoProbe probe) : IFfmpegFeed
{
    private readonly IReadOnlyList<string> _arguments = FfmpegArguments.Play(camera, probe);

    public bool IsEndless => camera.Source.Loop;

    public bool IsThinned => !FfmpegArguments.Untouched(camera, probe.IsMjpeg);

    public ValueTask<(IReadOnlyList<string> Arguments, string? Input)> NextAsync(CancellationToken cancellationToken) => ValueTask.FromResult((_arguments, (string?)null));

    public void Ended(long frames)
    {
    }

    public string Redact(string line) => line;
}

/// <summary>A Video4Linux camera.</summary>
internal sealed class UsbFeed(CameraSpec camera) : IFfmpegFeed
{
    private readonly IReadOnlyList<string> _arguments = FfmpegArguments.Usb(camera);

    public bool IsEndless => true;

    public bool IsThinned => !FfmpegArguments.Untouched(camera, camera.Source.Format == UsbFormat.Mjpeg);

    public ValueTask<(IReadOnlyList<string> Arguments, string? Input)> NextAsync(CancellationToken cancellationToken) => ValueTask.FromResult((_arguments, (string?)null));

    public void Ended(long frames)
    {
    }

    public string Redact(string line) => line;
}

/// <summary>
/// An RTSP camera. Its address reaches ffmpeg as a one-line playlist on standard input, because everybody on the machine can
/// read command lines, and it may hold a password.
/// </summary>
internal sealed class RtspFeed(CameraSpec camera) : IFfmpegFeed
{
    private readonly SourceUrl _url = camera.Source.Url!;

    // As it was found, until a run gave no frame: cameras are set up anew.
    private VideoProbe? _probe;

    public bool IsEndless => true;

    // Untouched frames are not, and what comes is known only once the camera answers.
    public bool IsThinned => false;

    public async ValueTask<(IReadOnlyList<string> Arguments, string? Input)> NextAsync(CancellationToken cancellationToken)
    {
        var list = FfmpegArguments.PlayList(_url.Text, camera.Source.Transport);
        if (FfmpegArguments.Untouched(camera, isMjpeg: true))
            _probe ??= await VideoProbe.ReadAsync(FfmpegArguments.PlayListInput, list, line => new SourceException(SourceErrors.OfFfmpeg(line), Redact(line)), cancellationToken);
        return (FfmpegArguments.Rtsp(camera, _probe is { IsMjpeg: true }), list);
    }

    public void Ended(long frames)
    {
        if (frames == 0)
            _probe = null;
    }

    // The playlist stands on ffmpeg's standard input.
    public string Redact(string line) => _url.Redact(line.Replace("pipe:0: ", $"{_url.Shown}: ", StringComparison.Ordinal));
}
