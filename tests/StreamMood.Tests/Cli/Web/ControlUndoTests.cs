using FsCheck.Xunit;
using StreamMood.Cli.Web.Board;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using static StreamMood.Tests.Cli.Web.BoardEvents;

namespace StreamMood.Tests.Cli.Web;

public sealed class ControlUndoTests
{
    private const double Later = 1000;

    [Property(MaxTest = 200)]
    public void Of_AnyDecisions_UndoneTheStateIsThatBefore(int seed)
    {
        var random = new Random(seed);
        ControlRecord record = new()
        {
            Camera = "cam-1",
            Decisions = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(i => Decision(Kinds[random.Next(Kinds.Length)], i * 20) with
            {
                Category = SongCategories.Songs[random.Next(4)], Strategy = Strategies[random.Next(3)],
            })],
        };
        if (ControlUndo.Of(record, "match") is not { } undo)
            return;

        var undone = record with { Decisions = [.. record.Decisions, undo with { DecidedAt = At(Later), From = At(Later) }] };
        var before = State(record with { Decisions = [.. record.Decisions.SkipLast(1)] });
        var after = State(undone);
        Assert.Equal((before.Pinned?.Category, before.Paused), (after.Pinned?.Category, after.Paused));
        Assert.Equal(before.Strategy ?? StrategyKind.Match, after.Strategy ?? StrategyKind.Match);
    }

    [Fact]
    public void Of_Consent_IsNothingThatThePageUndoes() =>
        Assert.Null(ControlUndo.Of(new ControlRecord { Camera = "c", Decisions = [Decision(ControlKind.Revoke, 0)] }, "match"));

    private static readonly ControlKind[] Kinds = [ControlKind.Pin, ControlKind.Unpin, ControlKind.Pause, ControlKind.Resume, ControlKind.Strategy];
    private static readonly string[] Strategies = ["match", "iso", "lift"];

    private static ControlState State(ControlRecord record) => new ControlTimeline(record).At(At(Later + 60).UtcTicks);
}
