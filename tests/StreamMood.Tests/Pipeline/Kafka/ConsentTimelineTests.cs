using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public class ConsentTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_NeverRevoked_IsNull()
    {
        Assert.Null(ConsentTimeline.Of(null));
        Assert.Null(ConsentTimeline.Of(Record((ControlKind.Grant, 0), (ControlKind.Pause, 1))));
    }

    [Theory]
    [InlineData(0, 5, false)] // before
    [InlineData(9, 10, true)] // captured before, looked at afterwards
    [InlineData(10, 10, true)]
    [InlineData(19, 25, true)] // captured while revoked, looked at after the grant
    [InlineData(20, 25, false)]
    [InlineData(5, 25, false)] // nothing forbids what was captured and is looked at with consent
    [InlineData(25, 19, true)] // a camera whose clock is ahead
    public void Forbids_RevokedAndGranted_GoesByCaptureAndByNow(int captured, int now, bool forbids) => Assert.Equal(
        forbids, ConsentTimeline.Of(Record((ControlKind.Revoke, 10), (ControlKind.Grant, 20)))!.Forbids(Start.AddSeconds(captured), Start.AddSeconds(now)));

    [Fact]
    public void Forbids_RevokedLater_BeginsThen()
    {
        var timeline = ConsentTimeline.Of(Record((ControlKind.Revoke, 3600)))!;

        Assert.False(timeline.Forbids(Start, Start));
        Assert.True(timeline.Forbids(Start, Start.AddHours(1)));
    }

    private static ControlRecord Record(params (ControlKind Kind, int From)[] decisions) => new()
    {
        Camera = "a", Decisions = [.. decisions.Select(d => new ControlDecision { Kind = d.Kind, DecidedAt = Start, From = Start.AddSeconds(d.From) })],
    };
}
