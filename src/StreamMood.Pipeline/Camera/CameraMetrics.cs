using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// The cameras' accounts, as instruments of the meter <see cref="StreamMoodMeter.Name"/> and as exact totals. The instruments read the
/// same counts, so the two never differ. Thread-safe.
/// </summary>
public sealed class CameraMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?>[] States =
        [.. Enum.GetValues<CameraState>().Select(s => new KeyValuePair<string, object?>("state", s.Name()))];

    private static readonly KeyValuePair<string, object?>[] Reasons =
        [.. Enum.GetValues<DropReason>().Select(r => new KeyValuePair<string, object?>(StreamMoodMeter.Reason, r.Name()))];

    private static readonly KeyValuePair<string, object?>[] Errors =
        [.. Enum.GetValues<CameraErrorKind>().Select(k => new KeyValuePair<string, object?>("error", k.Name()))];

    private readonly ConcurrentDictionary<string, CameraTally> _tallies = new(StringComparer.Ordinal);
    private readonly Meter _meter = StreamMoodMeter.Create();
    private readonly TimeProvider _time;
    private readonly int _limit;
    private int _seen;

    /// <summary>Metrics of no camera yet.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="options">How many cameras have series of their own.</param>
    public CameraMetrics(TimeProvider? time = null, TelemetryOptions? options = null)
    {
        _limit = (options ?? new TelemetryOptions()).MaxCameras;
        _time = time ?? TimeProvider.System;
        Counter("streammood.camera.frames.captured", "Frames captured.", t => t.Captured);
        Counter("streammood.camera.frames.published", "Frames the broker acknowledged.", t => t.Published);
        Counter("streammood.camera.frames.missed", "Frames not captured because the machine was too busy.", t => t.Missed);
        Counter("streammood.camera.frames.damaged", "Broken frames that sources delivered.", t => t.Damaged);
        Counter("streammood.camera.restarts", "Times a source was started again.", t => t.Restarts, "{restart}");
        _meter.CreateObservableCounter(
            "streammood.camera.frames.dropped", () => Reasons.SelectMany((reason, i) => CameraSeries.Count(_tallies.Values, t => t.Dropped((DropReason)i), reason)),
            "{frame}", "Frames captured and not published, by reason.");
        _meter.CreateObservableGauge("streammood.camera.frame.rate", () => CameraSeries.Value(_tallies.Values, t => t.Fps), "Hz", "Frames captured a second.");
        _meter.CreateObservableGauge(
            "streammood.camera.rate.share", () => CameraSeries.Value(_tallies.Values, t => t.RateShare), "1", "Share of frames that may pass; below 1 while the worker is behind.");
        _meter.CreateObservableGauge(
            "streammood.camera.live", () => CameraSeries.Value(_tallies.Values, t => t.Shown == CameraState.Live ? 1 : 0), null, "1 while frames come, 0 otherwise.");
        _meter.CreateObservableGauge(
            "streammood.camera.state", () => States.SelectMany((state, i) => CameraSeries.Value(_tallies.Values, t => (int)t.Shown == i ? 1 : 0, state)),
            null, "1 for the state a camera is in, 0 for the others.");
        _meter.CreateObservableGauge(
            "streammood.camera.last_error_time", () => Errors.SelectMany((error, i) => CameraSeries.Value(_tallies.Values, t => t.LastErrorTime((CameraErrorKind)i), error)),
            "s", "When something last went wrong with a camera and what kind of thing, in seconds since 1970.");
    }

    /// <summary>Frames captured by all cameras.</summary>
    public long Captured => _tallies.Values.Sum(t => t.Captured);

    /// <summary>Frames acknowledged by the broker, of all cameras.</summary>
    public long Published => _tallies.Values.Sum(t => t.Published);

    /// <summary>Frames dropped by all cameras, by reason; every reason is there.</summary>
    public IReadOnlyDictionary<string, long> Dropped =>
        Enum.GetValues<DropReason>().ToDictionary(r => r.Name(), r => _tallies.Values.Sum(t => t.Dropped(r)));

    /// <summary>Every camera's account, ordered by id as people count.</summary>
    public IReadOnlyList<CameraStatus> Cameras() =>
        [.. _tallies.Values.Select(t => t.Status()).OrderBy(s => s.Id.Length).ThenBy(s => s.Id, StringComparer.Ordinal)];

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal CameraTally Of(string camera) => _tallies.GetOrAdd(camera, id => new CameraTally(id, _time, Interlocked.Increment(ref _seen), _limit));

    /// <summary>The account of a camera of this agent; null for others.</summary>
    internal CameraTally? Find(string camera) => _tallies.GetValueOrDefault(camera);

    private void Counter(string name, string description, Func<CameraTally, long> read, string unit = "{frame}") =>
        _meter.CreateObservableCounter(name, () => CameraSeries.Count(_tallies.Values, read), unit, description);
}
