using StreamMood.Contracts;
using StreamMood.Pipeline.Camera.Editing;
using StreamMood.Pipeline.Camera.Synthetic;

namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>Makes the sources of an agent's cameras. What synthetic ones share is made with the first of them. Not thread safe.</summary>
internal sealed class FrameSources : IDisposable
{
    // Shifts camera after camera by the golden section of an interval: however many there are, they never capture all at once.
    private const double GoldenSection = 0.6180339887;

    private readonly CameraOptions _options;
    private readonly Func<IFaceArtist> _artist;
    private readonly int _maxFrameBytes;
    private readonly DateTimeOffset _epoch;
    private readonly TimeProvider _time;
    private RenderPool? _pool;
    private int _made;

    public FrameSources(CameraOptions options, Func<IFaceArtist> artist, int maxFrameBytes, DateTimeOffset epoch, TimeProvider time)
    {
        _options = options;
        _artist = artist;
        _maxFrameBytes = maxFrameBytes;
        _epoch = epoch;
        _time = time;
    }

    /// <summary>Makes the source of every camera, in order.</summary>
    /// <exception cref="UserErrorException">With one line for each camera whose file, folder or model cannot be used; then no source is left open.</exception>
    public async Task<IReadOnlyList<IFrameSource>> CreateAsync(IReadOnlyList<CameraSpec> cameras, CancellationToken cancellationToken)
    {
        var sources = new List<IFrameSource>();
        var errors = new List<string>();
        foreach (var camera in cameras)
        {
            try
            {
                sources.Add(await CreateAsync(camera, cancellationToken));
            }
            catch (UserErrorException e)
            {
                errors.Add($"camera '{camera.Id}': {e.Message}");
            }
        }

        if (errors.Count == 0)
            return sources;
        foreach (var source in sources)
            await source.DisposeAsync();
        throw new UserErrorException(string.Join('\n', errors));
    }

    /// <inheritdoc />
    public void Dispose() => _pool?.Dispose();

    private async Task<IFrameSource> CreateAsync(CameraSpec camera, CancellationToken cancellationToken)
    {
        var source = await OpenAsync(camera.NeedsEditing ? camera.Unedited() : camera, cancellationToken);
        return camera.NeedsEditing || camera.Motion is not null
            ? new EditedSource(source, camera.NeedsEditing ? new FrameEditor(camera) : null, camera.Motion is { } share ? new MotionGate(share, _time) : null)
            : source;
    }

    private async Task<IFrameSource> OpenAsync(CameraSpec camera, CancellationToken cancellationToken) => camera.Source.Kind switch
    {
        SourceKind.Video => await FfmpegSource.VideoAsync(camera, _maxFrameBytes, _time, cancellationToken),
        SourceKind.Rtsp => FfmpegSource.Rtsp(camera, _maxFrameBytes, _time),
        SourceKind.Usb => FfmpegSource.Usb(camera, _maxFrameBytes, _time),
        SourceKind.Mjpeg => new MjpegSource(camera, _maxFrameBytes, _time),
        SourceKind.Folder => new FolderSource(camera, Pacer(camera), _time),
        _ => await SyntheticAsync(camera, cancellationToken),
    };

    private async Task<SyntheticSource> SyntheticAsync(CameraSpec camera, CancellationToken cancellationToken)
    {
        _pool ??= new RenderPool(_options.RenderThreads > 0 ? _options.RenderThreads : Math.Max(1, Environment.ProcessorCount / 2), _artist);
        var kit = await _pool.TakeAsync(cancellationToken);
        try
        {
            var scene = new SyntheticScene(
                camera.Source, camera.Width ?? CameraSpec.DefaultWidth, camera.Height ?? CameraSpec.DefaultHeight, kit.Artist);
            return new SyntheticSource(scene, camera.Quality ?? camera.EncoderQuality, _pool, Pacer(camera), _epoch, _time);
        }
        finally
        {
            _pool.Return(kit);
        }
    }

    private FramePacer Pacer(CameraSpec camera) =>
        new(camera.Fps, TimeSpan.FromSeconds(_made++ * GoldenSection % 1 / camera.Fps), _time);
}
