using Confluent.Kafka;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Notices partitions that are added to topics while a client outside any group reads them, and has it read those too, from their
/// beginning. A client is told of them only when it asks: without, decisions in new partitions would not be heard. For the thread that reads.
/// </summary>
public sealed class PartitionWatch
{
    /// <summary>How often it asks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // A broker that answers does so within milliseconds; one that is down must not keep the thread from what it is there for.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<TopicPartition> _known;
    private readonly List<string> _topics;
    private readonly Func<string, IEnumerable<TopicPartition>> _ask;
    private readonly Action<IReadOnlyList<TopicPartition>> _read;
    private readonly TimeProvider _time;
    private long _askedAt;

    /// <param name="known">The partitions that are read.</param>
    /// <param name="ask">Tells a topic's partitions, or throws what the client throws.</param>
    /// <param name="read">Reads new partitions from their beginning.</param>
    /// <param name="time">Clock.</param>
    internal PartitionWatch(
        IReadOnlyCollection<TopicPartition> known, Func<string, IEnumerable<TopicPartition>> ask, Action<IReadOnlyList<TopicPartition>> read, TimeProvider time)
    {
        _known = [.. known];
        _topics = [.. known.Select(p => p.Topic).Distinct()];
        (_ask, _read, _time) = (ask, read, time);
        _askedAt = time.GetTimestamp();
    }

    /// <summary>Watches the topics of the partitions that a client is assigned.</summary>
    public static PartitionWatch Of<TKey, TValue>(IConsumer<TKey, TValue> reader, IReadOnlyCollection<TopicPartition> known, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(time);
        return new(known, topic => Ask(reader.Handle, topic), added => reader.IncrementalAssign(added.Select(p => new TopicPartitionOffset(p, Offset.Beginning))), time);
    }

    /// <summary>Asks when it is time to; cheap when called often. A question without an answer is asked again the next time.</summary>
    public void Look()
    {
        if (_time.GetElapsedTime(_askedAt) < Interval)
            return;
        _askedAt = _time.GetTimestamp();
        try
        {
            foreach (var topic in _topics)
                if (_ask(topic).Where(p => !_known.Contains(p)).ToList() is { Count: > 0 } added)
                {
                    _read(added);
                    _known.UnionWith(added);
                }
        }
        catch (KafkaException)
        {
            // The reader itself reports an outage.
        }
    }

    private static List<TopicPartition> Ask(Handle handle, string topic)
    {
        using var admin = new DependentAdminClientBuilder(handle).Build();
        return [.. admin.GetMetadata(topic, Patience).Topics.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p.PartitionId)))];
    }
}
