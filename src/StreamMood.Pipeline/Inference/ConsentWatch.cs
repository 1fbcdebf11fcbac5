using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
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

    private readonly Dictionary<string, ConsentTimeline> _revoked = new(StringComparer.Ordinal);
    private readonly ControlReader _reader;
    private readonly Heartbeat _heartbeat;
    private readonly TimeProvider _time;
    private FrozenDictionary<string, ConsentTimeline> _known = FrozenDictionary<string, ConsentTimeline>.Empty;

    public ConsentWatch(KafkaClients clients, Heartbeat heartbeat, TimeProvider time, ILogger log)
    {
        _reader = new ControlReader(clients, Take, log);
        _heartbeat = heartbeat;
        _time = time;
    }

    /// <summary>Whether the people in a frame may be looked at.</summary>
    public bool Allows(FrameWork work) => work.Headers.HasConsent && !IsRevoked(work);

    /// <summary>Whether consent was revoked; for frames that were allowed before.</summary>
    public bool IsRevoked(FrameWork work) => Volatile.Read(ref _known) is { Count: > 0 } known
        && known.TryGetValue(work.Id.Camera, out var timeline) && timeline.Forbids(work.CapturedAt, _time.GetUtcNow());

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

    private void Take(string key, ControlRecord? record)
    {
        if (ConsentTimeline.Of(record) is { } timeline)
            _revoked[key] = timeline;
        else if (!_revoked.Remove(key))
            return;
        Volatile.Write(ref _known, _revoked.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
