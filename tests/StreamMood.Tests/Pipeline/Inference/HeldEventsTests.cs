using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class HeldEventsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FrameWork.FrameWorkPool _pool = new((_, _) => { });
    private readonly AssignedPartition _partition = new(new TopicPartition("t", 0));
    private readonly HeldEvents _held;
    private long _offset;

    public HeldEventsTests() => _held = new HeldEvents(_time);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 100)]
    [InlineData(150, 150)]
    [InlineData(5000, 200)]
    public void Add_FrameThatWaitedInTheWorker_IsHeldNoLongerThanThat(int waited, int held)
    {
        Add(waited);

        Assert.Equal(held, _held.Left.TotalMilliseconds);
        Assert.Equal(held == 0, _held.AreDue);
        _time.Advance(TimeSpan.FromMilliseconds(held));
        Assert.True(_held.AreDue);
        Assert.Equal(TimeSpan.Zero, _held.Left);
    }

    [Fact]
    public void Add_AnEventThatMayBeHeldLonger_TheFirstOnesTimeStands()
    {
        Add(waited: 120);
        _time.Advance(TimeSpan.FromMilliseconds(70));
        Add(waited: 1000);

        Assert.Equal(50, _held.Left.TotalMilliseconds);
    }

    [Fact]
    public void Add_AnEventThatMayNotBeHeld_AllGo()
    {
        Add(waited: 1000);
        Assert.False(_held.AreDue);
        Add(waited: 20);

        Assert.True(_held.AreDue);
    }

    [Fact]
    public void Add_AsManyAsAreHeldAtMost_AllGo()
    {
        for (var i = 1; i < HeldEvents.Most; i++)
            Add(waited: 1000);
        Assert.False(_held.AreDue);
        Add(waited: 1000);

        Assert.True(_held.AreDue);
    }

    [Fact]
    public void Release_Some_GivesThemInOrderOnce()
    {
        for (var i = 0; i < 3; i++)
            Add(waited: 1000);
        var sent = new List<long>();
        _held.Release((work, _) => sent.Add(work.Offset));
        _held.Release((work, _) => sent.Add(work.Offset));

        Assert.Equal([0, 1, 2], sent);
        Assert.Equal(0, _held.Count);
        Assert.False(_held.AreDue);
        Add(waited: 1000);
        Assert.Equal(HeldEvents.Longest, _held.Left);
    }

    private void Add(int waited)
    {
        var work = _pool.Rent(_partition, _offset++, PooledBytes.Copy([1]));
        work.ReadAt = _time.GetTimestamp() - (long)(waited * (_time.TimestampFrequency / 1000.0));
        _held.Add(work, new Message<string, byte[]>());
    }
}
