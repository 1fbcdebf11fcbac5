using FsCheck.Xunit;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class PartitionOffsetsTests
{
    [Fact]
    public void TryTake_NothingFinished_TakesNothing()
    {
        var offsets = new PartitionOffsets();
        offsets.Begin(7);

        Assert.False(offsets.TryTake(out _));
        Assert.Equal(1, offsets.InFlight);
    }

    [Fact]
    public void TryTake_LaterFinishedFirst_WaitsForTheEarlier()
    {
        var offsets = new PartitionOffsets();
        offsets.Begin(7);
        offsets.Begin(8);
        offsets.Finish(8);
        Assert.False(offsets.TryTake(out _));

        offsets.Finish(7);

        Assert.True(offsets.TryTake(out var next));
        Assert.Equal(9, next);
        Assert.False(offsets.TryTake(out _));
        Assert.Equal(0, offsets.InFlight);
    }

    [Fact]
    public void Finish_Twice_Throws()
    {
        var offsets = new PartitionOffsets();
        offsets.Begin(7);
        offsets.Begin(8);
        offsets.Finish(8);

        Assert.Throws<ArgumentOutOfRangeException>(() => offsets.Finish(8));
        Assert.Throws<ArgumentOutOfRangeException>(() => offsets.Finish(9));
        offsets.Finish(7);
        Assert.Throws<ArgumentOutOfRangeException>(() => offsets.Finish(7));
    }

    [Fact]
    public void Begin_NotBeyondTheLast_Throws()
    {
        var offsets = new PartitionOffsets();
        offsets.Begin(7);

        Assert.Throws<ArgumentOutOfRangeException>(() => offsets.Begin(7));
    }

    /// <summary>Whatever the gaps between offsets and the order of finishing, the offset to store is just behind the finished prefix.</summary>
    [Property(MaxTest = 300)]
    public void TryTake_AnyOrder_IsTheFinishedPrefix(byte[] gaps, int seed)
    {
        ArgumentNullException.ThrowIfNull(gaps);
        var offsets = new PartitionOffsets();
        var begun = new List<long>();
        var at = 0L;
        foreach (var gap in gaps)
        {
            at += 1 + (gap % 3);
            begun.Add(at);
            offsets.Begin(at);
        }

        var open = new SortedSet<long>(begun);
        var order = begun.ToArray();
        new Random(seed).Shuffle(order);
        foreach (var offset in order)
        {
            offsets.Finish(offset);
            open.Remove(offset);
            var moved = offsets.TryTake(out var next);
            var prefix = begun.TakeWhile(b => !open.Contains(b)).ToList();
            Assert.Equal(open.Count, offsets.InFlight);
            if (moved)
                Assert.Equal(prefix[^1] + 1, next);
            else
                Assert.True(prefix.Count == 0 || prefix[^1] < offset);
        }

        Assert.Equal(0, offsets.InFlight);
    }
}
