using Confluent.Kafka;
using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class CameraTableTests
{
    private readonly AssignedPartition _partition = new(new TopicPartition("t", 0));

    [Fact]
    public void ForgetLost_PartitionGone_CameraBeginsAnew()
    {
        var table = new CameraTable(TimeProvider.System);
        var before = table.Of("a", _partition);
        Assert.Same(before, table.Of("a", _partition));

        _partition.Lose();
        table.ForgetLost();

        var after = table.Of("a", new AssignedPartition(_partition.Place));
        Assert.NotSame(before, after);
        Assert.NotSame(before.Tracker, after.Tracker);
    }

    [Fact]
    public void Of_MoreCamerasThanRoom_KeepsTheLatest()
    {
        var table = new CameraTable(TimeProvider.System, capacity: 10);
        for (var i = 0; i < 1000; i++)
            table.Of($"cam{i}", _partition);
        var last = table.Of("cam999", _partition);

        Assert.InRange(table.Count, 1, 10);
        Assert.Same(last, table.Of("cam999", _partition));
    }
}
