using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class PartitionWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<int> _read = [];
    private int _there = 2;
    private int _asked;
    private bool _down;

    [Fact]
    public void Look_BeforeTheInterval_AsksNobody()
    {
        var watch = Watch();
        _time.Advance(PartitionWatch.Interval - TimeSpan.FromTicks(1));

        watch.Look();

        Assert.Equal(0, _asked);
    }

    [Fact]
    public void Look_PartitionsAdded_ReadsEachOnce()
    {
        var watch = Watch();
        Next(watch);
        _there = 4;
        Next(watch);
        Next(watch);

        Assert.Equal([2, 3], _read);
        Assert.Equal(3, _asked);
    }

    [Fact]
    public void Look_NoAnswer_AsksAgainTheNextTime()
    {
        var watch = Watch();
        (_there, _down) = (3, true);
        Next(watch);
        watch.Look();
        Assert.Equal(1, _asked);
        _down = false;
        Next(watch);

        Assert.Equal([2], _read);
    }

    private PartitionWatch Watch() => new([Partition(0), Partition(1)], Ask, added => _read.AddRange(added.Select(p => p.Partition.Value)), _time);

    private void Next(PartitionWatch watch)
    {
        _time.Advance(PartitionWatch.Interval);
        watch.Look();
    }

    private IEnumerable<TopicPartition> Ask(string topic)
    {
        _asked++;
        Assert.Equal(TopicNames.Control, topic);
        return _down ? throw new KafkaException(ErrorCode.Local_TimedOut) : Enumerable.Range(0, _there).Select(Partition);
    }

    private static TopicPartition Partition(int number) => new(TopicNames.Control, number);
}
