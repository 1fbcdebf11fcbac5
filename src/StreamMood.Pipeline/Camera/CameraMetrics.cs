using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// The cameras' accounts, as instruments of the meter <see cref="MeterName"/> and as exact totals. The instruments read the
/// same counts, so the two never differ. Thread-safe.
/// </summary>
public sealed class CameraMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "StreamMood.Camera";

    private readonly ConcurrentDictionary<string, CameraTally> _tallies = new(StringComparer.Ordinal);
    private readonly Meter _meter = new(MeterName);
    private readonly TimeProvider _time;

    /// <summary>Metrics of no camera yet.</summary>
    public CameraMetrics(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Counter("streammood.camera.frames.captured", "Frames captured.", t => t.Captured);
        Counter("streammood.camera.frames.published", "Frames the broker acknowledged.", t => t.Published);
        Counter("streammood.camera.frames.missed", "Frames not captured because the machine was too busy.", t => t.Missed);
        Counter("streammood.camera.frames.damaged", "Broken frames that sources delivered.", t => t.Damaged);
        Counter("streammood.camera.restarts", "Times a source was started again.", t => t.Restarts, "{restart}");
        _meter.CreateObservableCounter("streammood.camera.frames.dropped", Drops, "{frame}", "Frames captured and not published, by reason.");
        _meter.CreateObservableGauge(
            "streammood.camera.fps", () => _tallies.Values.Select(t => new Measurement<double>(t.Fps, Tag(t))), "{frame}/s", "Frames captured a second.");
        _meter.CreateObservableGauge(
            "streammood.camera.live", () => _tallies.Values.Select(t => new Measurement<int>(t.State == CameraState.Live ? 1 : 0, Tag(t))),
            null, "Whether frames come.");
        _meter.CreateObservableGauge("streammood.camera.state", States, null, "1 for the state a camera is in, 0 for the others.");
        _meter.CreateObservableGauge("streammood.camera.last_error", Errors, null, "1, with the last thing that went wrong as a tag.");
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

    internal CameraTally Of(string camera) => _tallies.GetOrAdd(camera, id => new CameraTally(id, _time));

    private static KeyValuePair<string, object?> Tag(CameraTally tally) => new("camera", tally.Id);

    private void Counter(string name, string description, Func<CameraTally, long> read, string unit = "{frame}") =>
        _meter.CreateObservableCounter(name, () => _tallies.Values.Select(t => new Measurement<long>(read(t), Tag(t))), unit, description);

    private IEnumerable<Measurement<int>> States() =>
        from tally in _tallies.Values
        from state in Enum.GetValues<CameraState>()
        select new Measurement<int>(tally.State == state ? 1 : 0, Tag(tally), new KeyValuePair<string, object?>("state", state.Name()));

    private IEnumerable<Measurement<int>> Errors() =>
        from tally in _tallies.Values
        let error = tally.Status().LastError
        where error is not null
        select new Measurement<int>(1, Tag(tally), new KeyValuePair<string, object?>("error", error));

    private IEnumerable<Measurement<long>> Drops() =>
        from tally in _tallies.Values
        from reason in Enum.GetValues<DropReason>()
        select new Measurement<long>(tally.Dropped(reason), Tag(tally), new KeyValuePair<string, object?>("reason", reason.Name()));
}
