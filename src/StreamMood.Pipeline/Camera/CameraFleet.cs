using StreamMood.Contracts;
using StreamMood.Pipeline.Camera.Sources;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// The cameras that run now. Others can take their place while the rest run on; a camera keeps its way out and its account
/// through all that, so that no frame id comes twice. Not thread safe.
/// </summary>
internal sealed class CameraFleet
{
    private readonly FrameSources _sources;
    private readonly Func<string, FrameOutbox> _makeOutbox;
    private readonly Func<CameraSpec, IFrameSource, FrameOutbox, CameraRunner> _makeRunner;
    private readonly Dictionary<string, FrameOutbox> _outboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly CancellationToken _stop;
    private readonly Action<CameraSpec> _leave;

    /// <param name="sources">Makes sources.</param>
    /// <param name="makeOutbox">Makes the way out of a camera of this id.</param>
    /// <param name="makeRunner">Makes what runs a camera.</param>
    /// <param name="leave">Takes note of a camera that is not captured for lack of consent.</param>
    /// <param name="stop">Ends all cameras.</param>
    public CameraFleet(
        FrameSources sources, Func<string, FrameOutbox> makeOutbox, Func<CameraSpec, IFrameSource, FrameOutbox, CameraRunner> makeRunner,
        Action<CameraSpec> leave, CancellationToken stop)
    {
        _leave = leave;
        _sources = sources;
        _makeOutbox = makeOutbox;
        _makeRunner = makeRunner;
        _stop = stop;
    }

    /// <summary>Ways out of all cameras that there are or were.</summary>
    public IReadOnlyCollection<FrameOutbox> Outboxes => _outboxes.Values;

    /// <summary>Whether no camera is captured, for lack of consent: there is something to wait for.</summary>
    public bool IsIdle => _members.Count > 0 && _members.Values.All(m => m.Camera.Consent is null);

    /// <summary>Done when every camera that runs now has come to its end.</summary>
    public Task Ended => Task.WhenAll(_members.Values.Select(m => m.Run));

    /// <summary>Those that may be captured.</summary>
    public static IReadOnlyList<CameraSpec> WithConsent(IEnumerable<CameraSpec> cameras) => [.. cameras.Where(c => c.Consent is not null)];

    /// <summary>Takes note of cameras that may not be captured: they stay as they are until the set-up changes, and keep nobody waiting.</summary>
    public void Leave(IEnumerable<CameraSpec> cameras)
    {
        foreach (var camera in cameras)
        {
            _members[camera.Id] = new Member(camera, CancellationTokenSource.CreateLinkedTokenSource(_stop), Task.CompletedTask);
            _leave(camera);
        }
    }

    /// <summary>Starts cameras whose sources are open.</summary>
    public void Start(IReadOnlyList<CameraSpec> cameras, IReadOnlyList<IFrameSource> sources)
    {
        foreach (var (camera, source) in cameras.Zip(sources))
        {
            if (!_outboxes.TryGetValue(camera.Id, out var outbox))
                _outboxes[camera.Id] = outbox = _makeOutbox(camera.Id);
            var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop);
            var runner = _makeRunner(camera, source, outbox);

            // Off the caller's thread: the first frames of many cameras must not be drawn one after the other.
            _members[camera.Id] = new Member(camera, stop, Task.Run(() => runner.RunAsync(stop.Token), CancellationToken.None));
        }
    }

    /// <summary>Makes the cameras that run those that are named; one that is the same runs on untouched.</summary>
    /// <returns>How many were added, changed and removed.</returns>
    /// <exception cref="UserErrorException">When a new source cannot be used; then nothing has changed.</exception>
    public async Task<(int Added, int Changed, int Removed)> ReplaceAsync(IReadOnlyList<CameraSpec> cameras, CancellationToken cancellationToken)
    {
        var fresh = cameras.Where(c => !_members.TryGetValue(c.Id, out var member) || member.Camera != c).ToArray();
        var captured = WithConsent(fresh);
        var sources = await _sources.CreateAsync(captured, cancellationToken);
        var changed = fresh.Count(c => _members.ContainsKey(c.Id));
        var removed = _members.Keys.Except(cameras.Select(c => c.Id)).ToArray();
        await Task.WhenAll(removed.Concat(fresh.Select(c => c.Id)).Where(_members.ContainsKey).ToArray().Select(StopAsync));
        Start(captured, sources);
        Leave(fresh.Except(captured));
        return (fresh.Length - changed, changed, removed.Length);
    }

    private async Task StopAsync(string camera)
    {
        _members.Remove(camera, out var member);
        await member!.Stop.CancelAsync();
        await member.Run;
        member.Stop.Dispose();
    }

    private sealed record Member(CameraSpec Camera, CancellationTokenSource Stop, Task Run);
}
