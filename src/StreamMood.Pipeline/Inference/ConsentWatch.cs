using Microsoft.Extensions.Logging;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// Says of every frame whether its people may be looked at: a basis came with it, and consent was not revoked through the control
/// topic. That topic is read whole before the first frame, and followed on a thread of its own from then on, so that a revoked consent
/// takes effect as soon as it is written. Thread-safe but for <see cref="ReadAll"/> and <see cref="Run"/>.
/// </summary>
internal sealed class ConsentWatch : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly RevokedConsent _revoked = new();
    private readonly ControlReader _reader;
    private readonly Heartbeat _heartbeat;
    private readonly TimeProvider _time;

    public ConsentWatch(KafkaClients clients, Heartbeat heartbeat, TimeProvider time, ILogger log)
    {
        _reader = new ControlReader(clients, _revoked.Take, time, log);
        _heartbeat = heartbeat;
        _time = time;
    }

    /// <summary>Whether the people in a frame may be looked at.</summary>
    public bool Allows(FrameWork work) => work.Headers.HasConsent && !IsRevoked(work);

    /// <summary>Whether consent was revoked; for frames that were allowed before.</summary>
    public bool IsRevoked(FrameWork work) => _revoked.Forbids(work.Id.Camera, work.CapturedAt, _time);

    /// <summary>Reads what there is; before the first frame.</summary>
    public void ReadAll(CancellationToken cancellationToken) => _reader.ReadAll(cancellationToken);

    /// <summary>Follows until told to stop.</summary>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _heartbeat.Beat();
            _reader.Poll(Wait);
        }

        _heartbeat.Rest();
    }

    public void Dispose() => _reader.Dispose();
}
