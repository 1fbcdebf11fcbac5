using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Operator;

/// <summary>Reads topics as a downstream app would, but outside any group: every partition, added ones too, nothing committed.</summary>
internal sealed class EventFollower : IDisposable
{
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly BrokerHealth _health;
    private readonly PartitionWatch _watch;

    /// <summary>Begins at the start or the present end of every partition.</summary>
    public EventFollower(KafkaClients clients, IEnumerable<string> topics, bool fromBeginning)
        // The end is asked for now, not left to the first fetch: what is published between this call and that fetch must be seen.
        : this(clients, topics, (reader, partition) => fromBeginning ? Offset.Beginning : PartitionEnd.Of(reader, partition))
    {
    }

    /// <summary>Begins so many messages before the present end of each partition of a topic, or at its start.</summary>
    /// <param name="clients">Clients of the broker.</param>
    /// <param name="back">Messages a partition, by topic.</param>
    public EventFollower(KafkaClients clients, IReadOnlyDictionary<string, long> back)
        : this(clients, back.Keys, (reader, partition) => Begin(reader, partition, back[partition.Topic]))
    {
    }

    private EventFollower(KafkaClients clients, IEnumerable<string> topics, Func<IConsumer<string, byte[]>, TopicPartition, Offset> begin)
    {
        _health = clients.Health;
        _consumer = clients.Follower();
        try
        {
            var partitions = TopicAdmin.Partitions(clients, _consumer, topics);
            _consumer.Assign(partitions.Select(p => new TopicPartitionOffset(p, begin(_consumer, p))));
            _watch = PartitionWatch.Of(_consumer, partitions, TimeProvider.System);
        }
        catch
        {
            _consumer.Dispose();
            throw;
        }
    }

    /// <summary>The next message, or none within <paramref name="wait"/>.</summary>
    public bool TryNext(TimeSpan wait, [NotNullWhen(true)] out ConsumeResult<string, byte[]>? message)
    {
        _watch.Look();
        try
        {
            message = _consumer.Consume(wait);
        }
        catch (ConsumeException e)
        {
            // Those that pass, pass.
            _health.Report(e.Error);
            _health.ThrowIfFatal();
            message = null;
        }

        return message?.Message is not null;
    }

    private static Offset Begin(IConsumer<string, byte[]> reader, TopicPartition partition, long back)
    {
        if (back == long.MaxValue)
            return Offset.Beginning;
        var end = PartitionEnd.Of(reader, partition).Value;
        // Where the broker has deleted further than that, the client begins at what there is.
        return end <= back ? Offset.Beginning : new Offset(end - back);
    }

    public void Dispose() => _consumer.Dispose();
}
