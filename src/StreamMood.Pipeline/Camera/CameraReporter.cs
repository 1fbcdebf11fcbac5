using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Tells the cameras' topic how each camera is doing: soon after a change, and now and then without one, so that an agent that
/// is gone can be told from one that has nothing to say. A report that is lost is made up for by the next. Not thread safe.
/// </summary>
internal sealed class CameraReporter
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly CameraMetrics _metrics;
    private readonly Action<Message<string, byte[]>> _send;
    private readonly TimeProvider _time;
    private readonly Heartbeat? _heartbeat;
    private readonly Dictionary<string, (CameraReport Report, long At)> _said = new(StringComparer.Ordinal);

    /// <param name="metrics">The cameras' accounts.</param>
    /// <param name="send">Hands a message over without waiting.</param>
    /// <param name="time">The clock.</param>
    /// <param name="heartbeat">Beats with every look.</param>
    public CameraReporter(CameraMetrics metrics, Action<Message<string, byte[]>> send, TimeProvider time, Heartbeat? heartbeat = null)
    {
        _heartbeat = heartbeat;
        _metrics = metrics;
        _send = send;
        _time = time;
    }

    /// <summary>Sends through a producer; errors are the frames' to find out.</summary>
    public static Action<Message<string, byte[]>> Through(IProducer<string, byte[]> producer) => message =>
    {
        try
        {
            producer.Produce(TopicNames.Cameras, message);
        }
        catch (ProduceException<string, byte[]>)
        {
            // Its queue is full of frames, or the topic refuses; the next report says the same.
        }
    };

    /// <summary>Reports until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            _heartbeat?.Beat();
            Report(all: false);
            await Task.Delay(Look, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _heartbeat?.Rest();
    }

    /// <summary>Reports what has changed, or everything.</summary>
    public void Report(bool all)
    {
        var now = _time.GetUtcNow();
        var ticks = _time.GetTimestamp(); // a wall clock that goes back by an hour would make an hour of silence
        foreach (var status in _metrics.Cameras())
        {
            var report = Of(status, now);
            if (!all && _said.TryGetValue(status.Id, out var said) && _time.GetElapsedTime(said.At, ticks) < Longest
                && (said.Report.State, said.Report.Restarts, said.Report.LastError, said.Report.Consent, said.Report.RateShare is null)
                == (report.State, report.Restarts, report.LastError, report.Consent, report.RateShare is null))
                continue;
            _said[status.Id] = (report, ticks);
            _send(EventMessages.Camera(report));
        }
    }

    private static CameraReport Of(in CameraStatus status, DateTimeOffset now) => new()
    {
        Camera = status.Id,
        At = now,
        State = status.State.Name(),
        Fps = Math.Round(status.Fps, 2),
        Captured = status.Captured,
        Published = status.Published,
        Dropped = status.Dropped,
        Restarts = status.Restarts,
        LastError = status.LastError,
        Consent = status.Consent,
        RateShare = status.RateShare < 1 ? Math.Clamp(Math.Round(status.RateShare, 2), 0.01, 0.99) : null,
    };
}
