using Confluent.Kafka;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Sink;

/// <summary>The partitions that a sink holds, and how far each is done. For the consumer's thread; offsets finish on any.</summary>
internal sealed class SinkPartitions
{
    private readonly Dictionary<TopicPartition, PartitionOffsets> _held = [];
    private readonly HashSet<TopicPartition> _paused = [];

    public void Assign(IEnumerable<TopicPartition> places)
    {
        foreach (var place in places)
            _held[place] = new PartitionOffsets();
    }

    public void Lose(IEnumerable<TopicPartitionOffset> places)
    {
        foreach (var place in places)
        {
            _held.Remove(place.TopicPartition);
            _paused.Remove(place.TopicPartition);
        }
    }

    public int InFlight(IEnumerable<TopicPartitionOffset> places) => places.Sum(p => _held.GetValueOrDefault(p.TopicPartition)?.InFlight ?? 0);

    /// <summary>Takes note of a message read; null when its partition is not held.</summary>
    public PartitionOffsets? Begin(TopicPartitionOffset place)
    {
        if (_held.GetValueOrDefault(place.TopicPartition) is not { } held)
            return null;
        if (held.Last >= place.Offset.Value)
            held = _held[place.TopicPartition] = new PartitionOffsets(); // the topic was made anew
        held.Begin(place.Offset.Value);
        return held;
    }

    /// <summary>Stores what moved, for the client to commit.</summary>
    public void Store(IConsumer<string, byte[]> consumer)
    {
        foreach (var (place, offsets) in _held)
            GroupExit.Store(consumer, place, offsets);
    }

    /// <summary>Stops reading partitions of which too much waits, and goes on where half of it is done.</summary>
    public void Hold(IConsumer<string, byte[]> consumer, int most)
    {
        foreach (var (place, offsets) in _held)
        {
            if (offsets.InFlight >= most && _paused.Add(place))
                consumer.Pause([place]);
            else if (offsets.InFlight < most / 2 && _paused.Remove(place))
                consumer.Resume([place]);
        }
    }
}
