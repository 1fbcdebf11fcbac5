using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;

namespace StreamMood.Cli.Web.Board;

/// <summary>
/// The decision that takes the last one back. The last one is not removed: it may have held for a while, and a replay must come to
/// the same.
/// </summary>
internal static class ControlUndo
{
    /// <summary>The opposite of the last decision, without times; null when there is nothing to undo.</summary>
    /// <param name="record">What was decided.</param>
    /// <param name="configured">The strategy in force when nobody has decided one.</param>
    public static ControlDecision? Of(ControlRecord record, string configured)
    {
        if (record.Decisions.Count == 0)
            return null;
        var last = record.Decisions[^1];
        var before = new ControlTimeline(record with { Decisions = [.. record.Decisions.SkipLast(1)] }).At(last.Effective.UtcTicks);
        return last.Kind switch
        {
            ControlKind.Pin or ControlKind.Unpin when before.Pinned is { } pin =>
                Bare(ControlKind.Pin) with { Category = pin.Category, Until = pin.Until },
            ControlKind.Pin => Bare(ControlKind.Unpin),
            ControlKind.Pause when !before.Paused => Bare(ControlKind.Resume),
            ControlKind.Resume when before.Paused => Bare(ControlKind.Pause),
            ControlKind.Strategy when last.Strategy is not null =>
                Bare(ControlKind.Strategy) with { Strategy = before.Strategy?.ToString().ToLowerInvariant() ?? configured },
            _ => null, // consent is the command line's affair
        };
    }

    private static ControlDecision Bare(ControlKind kind) => new() { Kind = kind, DecidedAt = default, From = default };
}
