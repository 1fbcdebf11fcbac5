using System.Collections.Frozen;
using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Kafka;

/// <summary>The cameras whose consent was ever revoked. One thread takes decisions, any ask.</summary>
public sealed class RevokedConsent
{
    private readonly Dictionary<string, ConsentTimeline> _revoked = new(StringComparer.Ordinal);
    private FrozenDictionary<string, ConsentTimeline> _known = FrozenDictionary<string, ConsentTimeline>.Empty;

    /// <summary>Takes a camera's decisions; null when there are none any more.</summary>
    public void Take(string camera, ControlRecord? record)
    {
        if (ConsentTimeline.Of(record) is { } timeline)
            _revoked[camera] = timeline;
        else if (!_revoked.Remove(camera))
            return;
        Volatile.Write(ref _known, _revoked.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Whether a frame may not be looked at; cheap while nobody has revoked anything.</summary>
    public bool Forbids(string camera, DateTimeOffset capturedAt, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Volatile.Read(ref _known) is { Count: > 0 } known && known.TryGetValue(camera, out var timeline) && timeline.Forbids(capturedAt, time.GetUtcNow());
    }
}
