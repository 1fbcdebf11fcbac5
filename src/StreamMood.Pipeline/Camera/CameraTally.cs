using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera.Sources;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Pipeline.Camera;

/// <summary>What a camera is doing.</summary>
public enum CameraState
{
    /// <summary>Waiting for its first frame.</summary>
    Connecting,

    /// <summary>Frames come.</summary>
    Live,

    /// <summary>Its source died; it is being started again.</summary>
    Failed,

    /// <summary>Its source gave no frame for <see cref="CameraOptions.StallTimeout"/>; it is being started again.</summary>
    Stalled,

    /// <summary>Its source has come to its end, or the agent stopped.</summary>
    Ended,

    /// <summary>Nothing of it leaves the agent, because no consent of the people it would see is recorded, or theirs was revoked.</summary>
    NoConsent,
}

/// <summary>Names of the states.</summary>
public static class CameraStates
{
    private static readonly string[] Names = ["connecting", "live", "failed", "stalled", "ended", "no-consent"];

    /// <summary>The name as it stands in reports and metrics.</summary>
    public static string Name(this CameraState state) => Names[(int)state];
}

/// <summary>One camera's account at a moment; after the agent's end captured = published + the sum of dropped.</summary>
/// <param name="Id">Camera id.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Fps">Frames captured a second over the last three seconds.</param>
/// <param name="Captured">Frames captured.</param>
/// <param name="Published">Frames the broker acknowledged.</param>
/// <param name="Dropped">Frames not published.</param>
/// <param name="Missed">Frames never captured because the machine was too busy.</param>
/// <param name="Damaged">Broken frames that the source delivered, never captured.</param>
/// <param name="Restarts">How often its source was started again.</param>
/// <param name="LastError">The last thing that went wrong, one line; null when nothing did.</param>
public readonly record struct CameraStatus(
    string Id, CameraState State, double Fps, long Captured, long Published, long Dropped, long Missed, long Damaged, long Restarts, string? LastError)
{
    /// <summary>Of what kind <see cref="LastError"/> is; null without one.</summary>
    public CameraErrorKind? LastErrorKind { get; init; }

    /// <summary>What is recorded about consent; null when nothing is.</summary>
    public CameraConsent? Consent { get; init; }

    /// <summary>Share of its frames that may pass, above 0 to 1; below 1 while the worker is behind, see <see cref="CameraOptions.AdaptiveRate"/>.</summary>
    public double RateShare { get; init; } = 1;
}

/// <summary>Counts of one camera; each frame counts once as captured and in the end once as published or dropped. Thread-safe.</summary>
internal sealed class CameraTally(string id, TimeProvider time, int number = 1, int limit = int.MaxValue) : ICameraSeries
{
    private readonly long[] _dropped = new long[DropReasons.Count];
    private readonly FrameRate _rate = new(time);
    private long _captured;
    private long _published;
    private long _missed;
    private long _damaged;
    private long _restarts;
    private int _state;
    private bool _revoked;
    private CameraError? _lastError;
    private CameraConsent? _consent;
    private AdaptiveRate? _adaptive;

    public KeyValuePair<string, object?> Label { get; } = CameraSeries.LabelOf(id, number, limit);

    public string Id => id;

    public long Captured => Interlocked.Read(ref _captured);

    public long Published => Interlocked.Read(ref _published);

    public long Missed => Interlocked.Read(ref _missed);

    public long Damaged => Interlocked.Read(ref _damaged);

    public long Restarts => Interlocked.Read(ref _restarts);

    public double Fps => _rate.Value;

    /// <summary>Whether the newest frame was held back because consent was revoked.</summary>
    public bool Revoked
    {
        get => Volatile.Read(ref _revoked);
        set => Volatile.Write(ref _revoked, value);
    }

    /// <summary>What is told: a camera whose frames come and are held back is not live.</summary>
    public CameraState Shown => State is CameraState.Live && Revoked ? CameraState.NoConsent : State;

    public CameraState State
    {
        get => (CameraState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    public CameraConsent? Consent
    {
        get => Volatile.Read(ref _consent);
        set => Volatile.Write(ref _consent, value);
    }

    /// <summary>What lowers its rate while the worker is behind; null when nothing does.</summary>
    public AdaptiveRate? Adaptive
    {
        get => Volatile.Read(ref _adaptive);
        set => Volatile.Write(ref _adaptive, value);
    }

    public double RateShare => Adaptive?.Share ?? 1;

    public long Dropped(DropReason reason) => Interlocked.Read(ref _dropped[(int)reason]);

    public void Capture()
    {
        Interlocked.Increment(ref _captured);
        _rate.Mark();
    }

    public void Publish() => Interlocked.Increment(ref _published);

    public void Drop(DropReason reason, int count = 1) => Interlocked.Add(ref _dropped[(int)reason], count);

    public void Look(IFrameSource source)
    {
        Interlocked.Exchange(ref _missed, source.Missed);
        Interlocked.Exchange(ref _damaged, source.Damaged);
    }

    public void Restart() => Interlocked.Increment(ref _restarts);

    public void Fail(CameraErrorKind kind, string error) => Volatile.Write(ref _lastError, new CameraError(kind, error, time.GetUtcNow()));

    /// <summary>When the last error was, in seconds since 1970; NaN when there was none or it is of another kind.</summary>
    public double LastErrorTime(CameraErrorKind kind) =>
        Volatile.Read(ref _lastError) is { } last && last.Kind == kind ? last.At.ToUnixTimeMilliseconds() / 1000.0 : double.NaN;

    public CameraStatus Status()
    {
        // Captured last: a reader may see frames on their way, never more outcomes than frames.
        var published = Published;
        var dropped = 0L;
        for (var i = 0; i < _dropped.Length; i++)
            dropped += Interlocked.Read(ref _dropped[i]);
        var error = Volatile.Read(ref _lastError);
        return new CameraStatus(id, Shown, Fps, Captured, published, dropped, Missed, Damaged, Restarts, error?.Text)
        {
            LastErrorKind = error?.Kind, Consent = Consent, RateShare = RateShare,
        };
    }
}
