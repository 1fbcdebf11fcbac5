using StreamMood.Contracts;
using StreamMood.Pipeline.Camera.Ffmpeg;

namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>A video file at its own pace: an ffmpeg child writes JPEGs, or passes the file's own on untouched.</summary>
internal sealed class VideoSource : IFrameSource
{
    private readonly IReadOnlyList<string> _arguments;
    private readonly bool _loop;
    private readonly RateLimit? _limit;
    private readonly TimeProvider _time;
    private readonly int _maxFrameBytes;
    private MjpegSplitter _splitter;
    private ChildProcess? _child;

    private VideoSource(CameraSpec camera, VideoProbe probe, int maxFrameBytes, TimeProvider time)
    {
        _arguments = FfmpegArguments.Play(camera, probe);
        _loop = camera.Source.Loop;
        _time = time;
        _maxFrameBytes = maxFrameBytes;
        _splitter = new MjpegSplitter(maxFrameBytes);

        // What ffmpeg only passes on, it does not thin either.
        _limit = FfmpegArguments.Untouched(camera, probe) ? new RateLimit(camera.Fps, time) : null;
    }

    /// <inheritdoc />
    public long Missed => 0;

    /// <summary>The process number of ffmpeg while it runs.</summary>
    public int? ChildId => _child?.Id;

    /// <inheritdoc />
    public long Damaged { get; private set; }

    /// <summary>Looks into the file and makes ready to play it.</summary>
    /// <exception cref="UserErrorException">When the file is missing or unreadable, or there is no ffmpeg.</exception>
    public static async Task<VideoSource> CreateAsync(CameraSpec camera, int maxFrameBytes, TimeProvider time, CancellationToken cancellationToken) =>
        new(camera, await VideoProbe.ReadAsync(camera.Source.Path!, cancellationToken), maxFrameBytes, time);

    /// <inheritdoc />
    public async ValueTask<SourceRead> ReadAsync(CancellationToken cancellationToken)
    {
        _child ??= await StartAsync();
        while (true)
        {
            switch (_splitter.Read(out var frame))
            {
                case SplitResult.Frame when _limit is null || _limit.Allows():
                    return new SourceRead(SourceStatus.Frame, new CapturedFrame(frame.ToArray(), _time.GetUtcNow()));
                case SplitResult.TooLarge:
                    return new SourceRead(SourceStatus.TooLarge);
                case SplitResult.Damaged:
                    Damaged++;
                    continue;
                case SplitResult.Frame:
                    continue;
            }

            var read = await _child.Output.ReadAsync(_splitter.Room(), cancellationToken);
            if (read == 0)
                return await EndAsync(cancellationToken);
            _splitter.Advance(read);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
            await _child.DisposeAsync();
        _child = null;
    }

    private async Task<ChildProcess> StartAsync()
    {
        _splitter = new MjpegSplitter(_maxFrameBytes);
        return await ChildProcess.StartAsync("ffmpeg", _arguments);
    }

    private async Task<SourceRead> EndAsync(CancellationToken cancellationToken)
    {
        var (code, error) = await _child!.EndAsync(cancellationToken);
        await DisposeAsync();
        var reason = code == 0 && !_loop ? null : error ?? $"ffmpeg ended with code {code}";
        return new SourceRead(_loop ? SourceStatus.Failed : SourceStatus.Ended, default, reason);
    }
}
