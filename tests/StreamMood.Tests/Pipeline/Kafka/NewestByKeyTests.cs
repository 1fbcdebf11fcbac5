using Confluent.Kafka;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class NewestByKeyTests
{
    private readonly NewestByKey _newest = new();

    [Fact]
    public void Takes_OlderRecordInTheKeysFormerPartition_IsReplaced()
    {
        Assert.True(Takes("cam-1", partition: 7, second: 20));
        Assert.False(Takes("cam-1", partition: 0, second: 10));
        Assert.True(Takes("cam-2", partition: 0, second: 10));
    }

    [Fact]
    public void Takes_NewerRecordInAnotherPartition_Holds()
    {
        Assert.True(Takes("cam-1", partition: 0, second: 10));
        Assert.True(Takes("cam-1", partition: 7, second: 20));
    }

    // Clocks of those who decide differ; the log's order is the truth.
    [Fact]
    public void Takes_OlderByItsClockInTheSamePartition_HoldsByOrder()
    {
        Assert.True(Takes("cam-1", partition: 0, second: 20));
        Assert.True(Takes("cam-1", partition: 0, second: 10));
    }

    private bool Takes(string key, int partition, int second) =>
        _newest.Takes(key, partition, new Timestamp(DateTimeOffset.UnixEpoch.AddSeconds(second)));
}
