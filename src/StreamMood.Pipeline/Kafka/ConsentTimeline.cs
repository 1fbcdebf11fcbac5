using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Since when, and when, a camera's frames may not be looked at. Follows from operators' decisions, in the order in which they were made.</summary>
internal sealed class ConsentTimeline
{
    private readonly (long From, bool Revoked)[] _decisions;

    private ConsentTimeline((long From, bool Revoked)[] decisions) => _decisions = decisions;

    /// <summary>The timeline of a record; null when consent was never revoked.</summary>
    public static ConsentTimeline? Of(ControlRecord? record)
    {
        (long From, bool Revoked)[] decisions =
        [
            .. (record?.Decisions ?? []).Where(d => d.Kind is ControlKind.Revoke or ControlKind.Grant).Select(d => (d.From.UtcTicks, d.Kind == ControlKind.Revoke)),
        ];
        return decisions.Any(d => d.Revoked) ? new ConsentTimeline(decisions) : null;
    }

    /// <summary>
    /// Whether a frame may not be looked at: consent does not hold now, whenever the frame was captured, or it did not when the frame was
    /// captured, whatever holds now.
    /// </summary>
    public bool Forbids(DateTimeOffset capturedAt, DateTimeOffset now) => Revoked(now.UtcTicks) || Revoked(capturedAt.UtcTicks);

    private bool Revoked(long ticks)
    {
        for (var i = _decisions.Length - 1; i >= 0; i--)
            if (_decisions[i].From <= ticks)
                return _decisions[i].Revoked;
        return false;
    }
}
