using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Decisions;

/// <summary>What operators' decisions come to at a time. Immutable; follows from the record alone.</summary>
public sealed class ControlTimeline
{
    private readonly (long From, ControlDecision Decision)[] _decisions;

    /// <summary>The timeline of a record; of decisions that begin at the same time the later one wins.</summary>
    public ControlTimeline(ControlRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _decisions = [.. record.Decisions.Where((d, i) => !IsOverruled(record.Decisions, i)).Select(d => (d.Effective.UtcTicks, d)).OrderBy(d => d.UtcTicks)];
    }

    /// <summary>The newest instant up to another one at which consent was revoked, in ticks; null when there is none.</summary>
    public long? RevokedAt(long upTo)
    {
        for (var i = _decisions.Length - 1; i >= 0; i--)
            if (_decisions[i].Decision.Kind == ControlKind.Revoke && _decisions[i].From <= upTo)
                return _decisions[i].From;
        return null;
    }

    /// <summary>What holds at an instant.</summary>
    /// <param name="ticks">The instant, ticks of UTC.</param>
    public ControlState At(long ticks)
    {
        var state = default(ControlState);
        foreach (var (from, decision) in _decisions)
        {
            if (from > ticks)
                break;
            state = decision.Kind switch
            {
                ControlKind.Pin => state with { Pinned = decision, PinnedSince = from },
                ControlKind.Unpin => state with { Pinned = null },
                ControlKind.Strategy => state with { Strategy = Parse(decision.Strategy) ?? state.Strategy, Goal = decision.Goal ?? state.Goal },
                ControlKind.Pause => state with { Paused = true },
                ControlKind.Resume => state with { Paused = false },
                ControlKind.Revoke => state with { Revoked = true },
                ControlKind.Grant => state with { Revoked = false },
                _ => state,
            };
        }

        return state.Pinned is { Until: { } until } && until.UtcTicks <= ticks ? state with { Pinned = null } : state;
    }

    // Revoking takes effect sooner than granting: a consent that was revoked before it came into force never does.
    private static bool IsOverruled(IReadOnlyList<ControlDecision> decisions, int index) => decisions[index].Kind == ControlKind.Grant
        && decisions.Skip(index + 1).Any(later => later.Kind == ControlKind.Revoke && later.Effective <= decisions[index].Effective);

    private static StrategyKind? Parse(string? name) => name switch
    {
        "match" => StrategyKind.Match,
        "iso" => StrategyKind.Iso,
        "lift" => StrategyKind.Lift,
        _ => null,
    };
}

/// <summary>What operators want at a time.</summary>
public readonly record struct ControlState
{
    /// <summary>The pin; null when nothing is pinned.</summary>
    public ControlDecision? Pinned { get; init; }

    /// <summary>Since when it holds, in ticks.</summary>
    public long PinnedSince { get; init; }

    /// <summary>The strategy; null for the configured one.</summary>
    public StrategyKind? Strategy { get; init; }

    /// <summary>The goal; null for the configured one.</summary>
    public TargetMood? Goal { get; init; }

    /// <summary>Whether nothing is to be recommended.</summary>
    public bool Paused { get; init; }

    /// <summary>Whether emotion events are not to be used.</summary>
    public bool Revoked { get; init; }
}

/// <summary>Operators' decisions by key.</summary>
public interface IControls
{
    /// <summary>The timeline of a camera or a zone; null when nobody has decided anything.</summary>
    ControlTimeline? Of(string name, bool zone);
}
