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

    public void Dispose() => _consumer.Dispose();
}
