using StreamMood.Contracts;
using StreamMood.Pipeline.Camera.Ffmpeg;
using StreamMood.Vision.Video;

namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>Whatever ffmpeg reads: video files at their own pace, RTSP and USB cameras. A child writes JPEGs, or passes the source's own on untouched.</summary>
internal sealed class FfmpegSource : IFrameSource
{
    private readonly IFfmpegFeed _feed;
    private readonly FrameStream _frames;
    private ChildProcess? _child;

    private FfmpegSource(IFfmpegFeed feed, CameraSpec camera, int maxFrameBytes, TimeProvider time)
    {
        _feed = feed;

        // What ffmpeg only passes on, it does not thin either.
        _frames = new FrameStream(maxFrameBytes, feed.IsThinned ? null : new RateLimit(camera.Fps, time), time);
    }

    /// <inheritdoc />
    public long Missed => 0;

    /// <inheritdoc />
    public long Damaged => _frames.Damaged;

    /// <summary>The process number of ffmpeg while it runs.</summary>
    public int? ChildId => _child?.Id;

    /// <summary>Looks into a video file and makes ready to play it.</summary>
    /// <exception cref="UserErrorException">When the file is missing or unreadable, or there is no ffmpeg.</exception>
    public static async Task<FfmpegSource> VideoAsync(CameraSpec camera, int maxFrameBytes, TimeProvider time, CancellationToken cancellationToken) =>
        new(new VideoFeed(camera, await VideoProbe.ReadAsync(camera.Source.Path!, cancellationToken)), camera, maxFrameBytes, time);

    /// <summary>Makes ready to connect to an RTSP camera; whether it is there shows when it is read.</summary>
    /// <exception cref="UserErrorException">When there is no ffmpeg.</exception>
    public static FfmpegSource Rtsp(CameraSpec camera, int maxFrameBytes, TimeProvider time) => Live(new RtspFeed(camera), camera, maxFrameBytes, time);

    /// <summary>Makes ready to open a camera of this machine; whether it is there shows when it is read.</summary>
    /// <exception cref="UserErrorException">When there is no ffmpeg.</exception>
    public static FfmpegSource Usb(CameraSpec camera, int maxFrameBytes, TimeProvider time) => Live(new UsbFeed(camera), camera, maxFrameBytes, time);

    /// <inheritdoc />
    public async ValueTask<SourceRead> ReadAsync(CancellationToken cancellationToken)
    {
        if (_child is null)
        {
            var (arguments, input) = await _feed.NextAsync(cancellationToken);
            _frames.Restart();
            _child = await ChildProcess.StartAsync("ffmpeg", arguments, input);
        }

        return await _frames.NextAsync(_child.Output, cancellationToken) ?? await EndAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask CloseAsync()
    {
        if (_child is null)
            return;
        _feed.Ended(_frames.Whole);
        await _child.DisposeAsync();
        _child = null;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => CloseAsync();

    private static FfmpegSource Live(IFfmpegFeed feed, CameraSpec camera, int maxFrameBytes, TimeProvider time)
    {
        ChildLauncher.Require("ffmpeg");
        ChildLauncher.Require("ffprobe");
        return new FfmpegSource(feed, camera, maxFrameBytes, time);
    }

    private async Task<SourceRead> EndAsync(CancellationToken cancellationToken)
    {
        var (code, error) = await _child!.EndAsync(cancellationToken);
        await CloseAsync();
        if (code == 0 && !_feed.IsEndless)
            return new SourceRead(SourceStatus.Ended);
        var reason = error is not null ? _feed.Redact(error) : code == 0 ? "the camera ended the stream" : $"ffmpeg ended with code {code}";

        // Without a fault of its own, whatever it said before about single pictures, it came to an end.
        var kind = SourceErrors.OfFfmpeg(error ?? "") is var said && said == CameraErrorKind.Other && code == 0 ? CameraErrorKind.Ended : said;
        return new SourceRead(_feed.IsEndless ? SourceStatus.Failed : SourceStatus.Ended, default, reason, kind);
    }
}
