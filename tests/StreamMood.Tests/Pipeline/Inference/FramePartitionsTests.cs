using Confluent.Kafka;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class FramePartitionsTests
{
    private static readonly TopicPartition Place = new(TopicNames.Frames, 3);

    private readonly FramePartitions _partitions = new();

    public FramePartitionsTests() => _partitions.Assign([new TopicPartitionOffset(Place, 10)]);

    [Fact]
    public void Lose_FramesInWork_NothingOfThemCountsForThePartitionsNextTurn()
    {
        var before = At(10)!;
        for (var offset = 10; offset < 13; offset++)
            before.Begin(offset);
        before.Offsets.Finish(10);

        _partitions.Lose(_partitions.Held([new TopicPartitionOffset(Place, Offset.Unset)]));
        Assert.True(before.IsLost);
        Assert.Equal(0, _partitions.Count);
        Assert.Null(At(13));

        // Given back: the group goes on where it had committed, so what was in work comes again.
        _partitions.Assign([new TopicPartitionOffset(Place, 10)]);
        var after = At(10)!;
        Assert.False(after.IsLost);
        Assert.Equal(0, after.Begin(10));
        before.Offsets.Finish(11); // an event of before is acknowledged
        Assert.False(after.Offsets.TryTake(out _));
        after.Offsets.Finish(10);
        Assert.True(after.Offsets.TryTake(out var next));
        Assert.Equal(11, next);
    }

    [Fact]
    public void Held_PartitionThatWasLostBefore_IsNotHeldTwice()
    {
        _partitions.Lose(_partitions.Held([new TopicPartitionOffset(Place, Offset.Unset)]));

        Assert.Empty(_partitions.Held([new TopicPartitionOffset(Place, Offset.Unset)]));
    }

    [Fact]
    public void At_OffsetGoesBack_BookkeepingBeginsAnew()
    {
        var before = At(10)!;
        before.Begin(10);

        var after = At(2)!;

        Assert.True(before.IsLost);
        Assert.NotSame(before, after);
        Assert.Equal(0, after.Begin(2)); // none between them expired
        Assert.Same(after, At(3));
    }

    [Fact]
    public void Begin_CommittedOffsetKnown_CountsWhatExpiredSince()
    {
        Assert.Equal(5, At(15)!.Begin(15));
        Assert.Equal(2, At(18)!.Begin(18));
    }

    private AssignedPartition? At(long offset) => _partitions.At(Place.Partition, offset);
}
