using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Operator;

/// <summary>Reads topics as a downstream app would, but outside any group: every partition, nothing committed.</summary>
internal sealed class EventFollower : IDisposable
{
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly BrokerHealth _health;

    /// <summary>Begins at the start or the present end of every partition.</summary>
    public EventFollower(KafkaClients clients, IEnumerable<string> topics, bool fromBeginning)
    {
        var partitions = TopicAdmin.Partitions(clients, topics);
        _health = clients.Health;
        _consumer = clients.Follower();
        // Asked for now, not left to the first fetch: what is published between this call and that fetch must be seen.
        _consumer.Assign(partitions.Select(p => new TopicPartitionOffset(p, fromBeginning ? Offset.Beginning : PartitionEnd.Of(_consumer, p))));
    }

    /// <summary>Begins so many messages before the present end of each partition of a topic, or at its start.</summary>
    /// <param name="clients">Clients of the broker.</param>
    /// <param name="back">Messages a partition, by topic.</param>
    public EventFollower(KafkaClients clients, IReadOnlyDictionary<string, long> back)
    {
        var partitions = TopicAdmin.Partitions(clients, back.Keys);
        _health = clients.Health;
        _consumer = clients.Follower();
        _consumer.Assign(partitions.Select(p => new TopicPartitionOffset(p, Begin(p, back[p.Topic]))));
    }

    /// <summary>The next message, or none within <paramref name="wait"/>.</summary>
    public bool TryNext(TimeSpan wait, [NotNullWhen(true)] out ConsumeResult<string, byte[]>? message)
    {
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

    private Offset Begin(TopicPartition partition, long back)
    {
        if (back == long.MaxValue)
            return Offset.Beginning;
        var end = PartitionEnd.Of(_consumer, partition).Value;
        // Where the broker has deleted further than that, the client begins at what there is.
        return end <= back ? Offset.Beginning : new Offset(end - back);
    }

    public void Dispose() => _consumer.Dispose();
}
