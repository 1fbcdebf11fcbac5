using StreamMood.Pipeline.Camera.Synthetic;

namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>Pictures of a drawn scene, at the camera's rate.</summary>
internal sealed class SyntheticSource : IFrameSource
{
    private readonly SyntheticScene _scene;
    private readonly RenderPool _pool;
    private readonly FramePacer _pacer;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _epoch;
    private readonly int _quality;

    public SyntheticSource(SyntheticScene scene, int quality, RenderPool pool, FramePacer pacer, DateTimeOffset epoch, TimeProvider time)
    {
        _scene = scene;
        _quality = quality;
        _pool = pool;
        _pacer = pacer;
        _epoch = epoch;
        _time = time;
    }

    /// <inheritdoc />
    public long Missed => _pacer.Missed;

    /// <inheritdoc />
    public long Damaged => 0;

    /// <inheritdoc />
    public async ValueTask<SourceRead> ReadAsync(CancellationToken cancellationToken)
    {
        await _pacer.WaitAsync(cancellationToken);
        var kit = await _pool.TakeAsync(cancellationToken);
        try
        {
            return new SourceRead(SourceStatus.Frame, Capture(kit));
        }
        finally
        {
            _pool.Return(kit);
        }
    }

    /// <inheritdoc />
    public ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private CapturedFrame Capture(RenderKit kit)
    {
        // The scene shows what the script says for the very moment that the frame claims.
        var now = _time.GetUtcNow();
        var frame = kit.Frame(_scene.Width * _scene.Height);
        _scene.Draw(now - _epoch, kit.Artist, frame);
        var jpeg = kit.Encoder.EncodeGray(frame, _scene.Width, _scene.Height, _scene.Width, _quality);
        return new CapturedFrame(jpeg.ToArray(), now);
    }
}
