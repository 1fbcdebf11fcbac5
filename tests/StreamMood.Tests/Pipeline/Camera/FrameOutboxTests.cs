using FsCheck;
using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Sources;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class FrameOutboxTests
{
    private readonly Lane _lane = new();
    private readonly CameraTally _tally = new("cam", TimeProvider.System);

    [Fact]
    public async Task Offer_ProducerBehind_KeepsTheNewestOnly()
    {
        var outbox = Outbox(maxInFlight: 1);
        outbox.Offer(Frame(1));
        outbox.Offer(Frame(2));
        outbox.Offer(Frame(3));
        Assert.Equal(1, _tally.Dropped(DropReason.Replaced));
        _lane.Settle(null);
        Assert.Equal([1, 3], _lane.Sent.Select(s => s.Frame.Jpeg.Length));
        Assert.Equal([0, 1], _lane.Sent.Select(s => s.Id.Sequence));
        _lane.Settle(null);
        await outbox.CloseAsync(CancellationToken.None);
        Assert.Equal((3, 2), (_tally.Captured, _tally.Published));
    }

    [Fact]
    public async Task Offer_EachWayToLoseAFrame_IsCountedUnderItsReason()
    {
        var outbox = Outbox(maxInFlight: 2);
        outbox.Offer(Frame(101));
        _lane.Refusal = DropReason.QueueFull;
        outbox.Offer(Frame(1));
        _lane.Refusal = null;
        outbox.Offer(Frame(1));
        _lane.Settle(DropReason.DeliveryFailed);
        outbox.OfferLost(DropReason.TooLarge);
        outbox.Offer(Frame(1));
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await outbox.CloseAsync(now.Token);
        outbox.Offer(Frame(1));

        Assert.Equal(2, _tally.Dropped(DropReason.TooLarge));
        Assert.Equal(1, _tally.Dropped(DropReason.QueueFull));
        Assert.Equal(1, _tally.Dropped(DropReason.DeliveryFailed));
        Assert.Equal(2, _tally.Dropped(DropReason.Stopped));
        Assert.Equal(6, _tally.Captured);

        // An answer that comes after the account is closed changes nothing.
        _lane.Settle(null);
        Assert.Equal(0, _tally.Published);
    }

    [Fact]
    public async Task CloseAsync_FramesOnTheirWay_WaitsForThem()
    {
        var outbox = Outbox(maxInFlight: 1);
        outbox.Offer(Frame(1));
        outbox.Offer(Frame(2));
        var close = outbox.CloseAsync(CancellationToken.None);
        Assert.False(close.IsCompleted);
        _lane.Settle(null);
        Assert.False(close.IsCompleted);
        _lane.Settle(null);
        await close;
        Assert.Equal(2, _tally.Published);
    }

    // The caller must know, for what counted as stopped must not be delivered after all.
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task CloseAsync_DeadlineComes_SaysWhetherFramesWereStillOnTheirWay(int frames, bool settled)
    {
        var outbox = Outbox(maxInFlight: 1);
        for (var i = 0; i < frames; i++)
            outbox.Offer(Frame(1));
        using var now = new CancellationTokenSource();
        await now.CancelAsync();

        Assert.Equal(settled, await outbox.CloseAsync(now.Token));
        Assert.Equal(frames, _tally.Dropped(DropReason.Stopped));
    }

    [Property]
    public void Ledger_AnyOrderOfEvents_AddsUpToTheFrame(byte[] events, PositiveInt maxInFlight)
    {
        var lane = new Lane();
        var tally = new CameraTally("cam", TimeProvider.System);
        var limit = 1 + (maxInFlight.Get % 5);
        var outbox = new FrameOutbox(lane, tally, DateTimeOffset.UnixEpoch, limit, 100);
        foreach (var what in events)
        {
            lane.Refusal = what % 16 == 7 ? DropReason.QueueFull : null;
            if (what % 3 == 0)
                lane.Settle(what % 2 == 0 ? null : DropReason.DeliveryFailed);
            else
                outbox.Offer(Frame(what % 120));
            Assert.InRange(lane.Pending, 0, limit);
            Assert.InRange(tally.Captured - tally.Published - Dropped(tally), 0, limit + 1);
        }

        using var now = new CancellationTokenSource();
        now.Cancel();
        Assert.True(outbox.CloseAsync(now.Token).IsCompletedSuccessfully);
        Assert.Equal(tally.Captured, tally.Published + Dropped(tally));
    }

    private static long Dropped(CameraTally tally) => Enum.GetValues<DropReason>().Sum(tally.Dropped);

    private static CapturedFrame Frame(int length) => new(new byte[length], DateTimeOffset.UnixEpoch);

    private FrameOutbox Outbox(int maxInFlight) => new(_lane, _tally, DateTimeOffset.UnixEpoch, maxInFlight, 100);

    private sealed class Lane : IFrameLane
    {
        private readonly Queue<Action<DropReason?>> _pending = new();

        public List<(FrameId Id, CapturedFrame Frame)> Sent { get; } = [];

        public DropReason? Refusal { get; set; }

        public int Pending => _pending.Count;

        public DropReason? Send(FrameId id, CapturedFrame frame, Action<DropReason?> settled)
        {
            if (Refusal is not null)
                return Refusal;
            Sent.Add((id, frame));
            _pending.Enqueue(settled);
            return null;
        }

        public void Settle(DropReason? lost)
        {
            if (_pending.TryDequeue(out var settled))
                settled(lost);
        }
    }
}
