using Confluent.Kafka;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Exactly once: outputs, state and offsets in one transaction. A worker that has lost its partitions is fenced by the group's
/// generation, which goes with the offsets (KIP-447), so one producer serves all partitions of a process; one that comes back
/// under the same name ends the transaction that its predecessor left open.
/// </summary>
internal sealed class TransactionalDelivery : IDelivery
{
    private static readonly TimeSpan FullWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryWait = TimeSpan.FromMilliseconds(100);

    private readonly IProducer<string, byte[]> _producer;
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly CancellationToken _stop;
    private bool _open;

    /// <summary>Begins with a producer of <see cref="KafkaClients.TransactionalProducer"/>, which this disposes of.</summary>
    public TransactionalDelivery(IProducer<string, byte[]> producer, IConsumer<string, byte[]> consumer, CancellationToken stop)
    {
        _producer = producer;
        _consumer = consumer;
        _stop = stop;
        Retry(() => _producer.InitTransactions(Attempt), stop);
    }

    /// <inheritdoc />
    public void Produce(TopicPartition topic, Message<string, byte[]> message)
    {
        Open();
        while (true)
        {
            try
            {
                _producer.Produce(topic, message);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _stop.WaitHandle.WaitOne(FullWait);
                _stop.ThrowIfCancellationRequested();
            }
            catch (KafkaException e)
            {
                throw new DeliveryException($"an output was not taken: {e.Error.Reason}", e);
            }
        }
    }

    /// <inheritdoc />
    public void Commit(
        IReadOnlyCollection<TopicPartitionOffset> next,
        Func<List<(TopicPartition Partition, Message<string, byte[]> Record)>>? state,
        CancellationToken cancellationToken)
    {
        Open();
        foreach (var (partition, record) in state?.Invoke() ?? [])
            Produce(partition, record);
        var member = _consumer.ConsumerGroupMetadata;
        // The broker fences by generation and member, and takes offsets without either unchecked: that is what a client has to
        // tell once the group has dropped it, before we hear of it.
        if (string.IsNullOrEmpty(_consumer.MemberId))
            throw new DeliveryException("the group has dropped this member");
        Retry(() => _producer.SendOffsetsToTransaction(next, member, Attempt), cancellationToken);
        Retry(() => _producer.CommitTransaction(Attempt), cancellationToken);
        _open = false;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            if (_open)
                _producer.AbortTransaction(Attempt);
        }
        catch (KafkaException)
        {
            // The next start under this name, or the broker's time limit, ends it.
        }

        _producer.Dispose();
    }

    private void Open()
    {
        if (_open)
            return;
        try
        {
            _producer.BeginTransaction();
        }
        catch (KafkaException e)
        {
            throw new DeliveryException($"no transaction can begin: {e.Error.Reason}", e);
        }

        _open = true;
    }

    private static void Retry(Action call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException)
            {
                // A commit that has begun is carried on with; librdkafka answers what became of it.
                cancellationToken.WaitHandle.WaitOne(RetryWait);
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (KafkaException e) when (e.Error.Code == ErrorCode.TransactionalIdAuthorizationFailed)
            {
                throw new FatalBrokerException(
                    "Kafka refused for good: this user lacks WRITE on transactional-id streammood.recommend. (prefixed); see infra/acls/recommend.acl, or set recommender.delivery to at-least-once", e);
            }
            catch (KafkaException e)
            {
                throw new DeliveryException($"a transaction failed: {e.Error.Reason}", e);
            }
        }
    }
}
