using Confluent.Kafka;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Inference;

/// <summary>The partitions of the frames topic that this worker holds, and how far each is read, finished and stored. For one thread.</summary>
internal sealed class FramePartitions
{
    private static readonly TimeSpan QueryWait = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, AssignedPartition> _held = [];

    public int Count => _held.Count;

    /// <summary>Takes partitions on, each with the offset at which the group goes on, special where it begins or that is not known.</summary>
    public void Assign(IEnumerable<TopicPartitionOffset> places)
    {
        foreach (var place in places)
            _held[place.Partition.Value] = new AssignedPartition(place.TopicPartition, place.Offset.IsSpecial ? -1 : place.Offset.Value);
    }

    /// <summary>
    /// Where the group goes on: what lies between that and the first frame read expired while nobody read. Asks the broker; offsets are
    /// special when it does not tell, and then such frames go uncounted rather than the others unread.
    /// </summary>
    public static List<TopicPartitionOffset> Starts(IConsumer<string, PooledBytes> consumer, List<TopicPartition> places)
    {
        try
        {
            return consumer.Committed(places, QueryWait);
        }
        catch (KafkaException)
        {
            return places.ConvertAll(p => new TopicPartitionOffset(p, Offset.Unset));
        }
    }

    /// <summary>
    /// The partition of a message just read; null when it is not held. An offset that goes back means that the broker lost the
    /// partition's end, or the topic was made anew: then the bookkeeping begins anew too.
    /// </summary>
    public AssignedPartition? At(Partition partition, Offset offset)
    {
        if (!_held.TryGetValue(partition.Value, out var held) || offset.Value >= held.Next)
            return held;
        held.Lose();
        return _held[partition.Value] = new AssignedPartition(held.Place);
    }

    /// <summary>Those of the given partitions that are held.</summary>
    public List<AssignedPartition> Held(IEnumerable<TopicPartitionOffset> places) =>
        [.. places.Select(p => _held.GetValueOrDefault(p.Partition.Value)).OfType<AssignedPartition>()];

    public void Lose(IEnumerable<AssignedPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            partition.Lose();
            _held.Remove(partition.Place.Partition.Value);
        }
    }

    /// <summary>Stores what moved over finished frames, for the client to commit.</summary>
    public void Store(IConsumer<string, PooledBytes> consumer)
    {
        foreach (var partition in _held.Values)
            GroupExit.Store(consumer, partition.Place, partition.Offsets);
    }

    /// <summary>Frames not yet read of each partition, by what the last fetches told; asks nobody.</summary>
    public List<(int Partition, long Lag)> Lags(IConsumer<string, PooledBytes> consumer) =>
    [
        .. _held.Values.Select(held => (held.Place.Partition.Value,
            held.Next >= 0 && consumer.GetWatermarkOffsets(held.Place) is { High: { IsSpecial: false } high } ? Math.Max(0, high.Value - held.Next) : 0)),
    ];

    /// <summary>Frames not yet read, exactly; asks the broker.</summary>
    /// <exception cref="KafkaException">When the broker does not answer.</exception>
    public long Unread(IConsumer<string, PooledBytes> consumer)
    {
        long unread = 0;
        foreach (var partition in _held.Values)
        {
            var ends = consumer.QueryWatermarkOffsets(partition.Place, QueryWait);
            var next = partition.Next;
            if (next < 0)
                next = consumer.Committed([partition.Place], QueryWait)[0].Offset is { IsSpecial: false } committed
                    ? committed.Value
                    : ends.Low.Value;
            unread += Math.Max(0, ends.High.Value - next);
        }

        return unread;
    }
}
