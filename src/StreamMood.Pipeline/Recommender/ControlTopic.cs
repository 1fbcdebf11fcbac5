using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Operators' decisions as the recommender needs them. Read whole before the first event and followed from then on; a decision takes
/// effect some time after it was made, so that it is here by then (see <see cref="ControlRecord.Margin"/>).
/// </summary>
internal sealed class ControlTopic : IControls, IDisposable
{
    private const string ZonePrefix = "zone:";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, ControlTimeline> _cameras = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ControlTimeline> _zones = new(StringComparer.Ordinal);
    private readonly List<(string Camera, DateTimeOffset At)> _revoked = [];
    private readonly ControlReader _reader;
    private readonly TimeProvider _time;
    private long _polledAt;

    /// <summary>Reads what there is.</summary>
    public ControlTopic(KafkaClients clients, ILogger log, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _reader = new ControlReader(clients, Take, time, log);
        try
        {
            _reader.ReadAll(cancellationToken);
        }
        catch
        {
            _reader.Dispose();
            throw;
        }

        _polledAt = time.GetTimestamp();
    }

    /// <inheritdoc />
    public ControlTimeline? Of(string name, bool zone) =>
        (zone ? _zones : _cameras) is { Count: > 0 } known ? known.GetValueOrDefault(name) : null;

    /// <summary>Takes what has come since; cheap when asked often.</summary>
    public void Poll()
    {
        if (_time.GetElapsedTime(_polledAt) < Interval)
            return;
        _polledAt = _time.GetTimestamp();
        _reader.Poll(TimeSpan.Zero);
    }

    /// <summary>Takes the next camera whose revoked consent has taken effect by now; null when there is none.</summary>
    public (string Camera, DateTimeOffset At)? TakeRevoked()
    {
        if (_revoked.Count == 0)
            return null;
        var now = _time.GetUtcNow();
        var due = _revoked.FindIndex(r => r.At <= now);
        if (due < 0)
            return null;
        var revoked = _revoked[due];
        _revoked.RemoveAt(due);
        return revoked;
    }

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();

    private void Take(string key, ControlRecord? record)
    {
        var isZone = key.StartsWith(ZonePrefix, StringComparison.Ordinal);
        var timelines = isZone ? _zones : _cameras;
        var name = isZone ? key[ZonePrefix.Length..] : key;
        if (record is null)
        {
            timelines.Remove(name);
            return;
        }

        timelines[name] = new ControlTimeline(record);
        if (!isZone && record.Decisions is [.., { Kind: ControlKind.Revoke } revoked])
            _revoked.Add((name, revoked.Effective));
    }
}
