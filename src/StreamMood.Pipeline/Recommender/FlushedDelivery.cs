using Confluent.Kafka;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// At least once: outputs, then progress, then state, each acknowledged before the next. Whatever is cut off in between is made
/// again, with the same ids and the same bytes.
/// </summary>
internal sealed class FlushedDelivery(
    IProducer<string, byte[]> producer, IConsumer<string, byte[]> consumer, BrokerHealth health, CancellationToken stop) : IDelivery
{
    private static readonly TimeSpan FullWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FlushWait = TimeSpan.FromMilliseconds(100);

    private string? _refused;

    /// <inheritdoc />
    public void Produce(TopicPartition topic, Message<string, byte[]> message)
    {
        while (true)
        {
            try
            {
                producer.Produce(topic, message, Delivered);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                stop.WaitHandle.WaitOne(FullWait);
                stop.ThrowIfCancellationRequested();
            }
            catch (KafkaException e)
            {
                health.Report(e.Error);
                health.ThrowIfFatal();
                throw new FatalBrokerException($"Kafka refused a message for good: {e.Error.Reason}", e);
            }
        }
    }

    /// <inheritdoc />
    public void Commit(
        IReadOnlyCollection<TopicPartitionOffset> next,
        Func<List<(TopicPartition Partition, Message<string, byte[]> Record)>>? state,
        CancellationToken cancellationToken)
    {
        Flush(cancellationToken);
        try
        {
            if (state is null)
            {
                foreach (var offset in next)
                    consumer.StoreOffset(offset); // committed in the background
                return;
            }

            // A state must never be ahead of the progress: then nobody could tell it from a group that was told to begin earlier.
            if (next.Count > 0)
                consumer.Commit(next);
        }
        catch (KafkaException e)
        {
            throw new DeliveryException($"the progress was not taken: {e.Error.Reason}", e);
        }

        var own = state();
        Flush(cancellationToken);
        foreach (var (partition, record) in own)
            Produce(partition, record);
    }

    /// <inheritdoc />
    public void Dispose() => producer.Dispose();

    private void Flush(CancellationToken cancellationToken)
    {
        while (producer.Flush(FlushWait) > 0)
        {
            ThrowIfRefused();
            health.ThrowIfFatal();
            cancellationToken.ThrowIfCancellationRequested();
        }

        ThrowIfRefused();
    }

    private void Delivered(DeliveryReport<string, byte[]> report)
    {
        if (!report.Error.IsError)
        {
            health.Up();
            return;
        }

        // Purged: we are stopping, and the next start makes it again. Anything else is final, because the client retries for
        // ever what can be retried.
        if (report.Error.Code is not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight) && !health.Report(report.Error))
            Interlocked.CompareExchange(ref _refused, $"Kafka refused a message for {report.Topic} for good: {report.Error.Reason}", null);
    }

    private void ThrowIfRefused()
    {
        if (Volatile.Read(ref _refused) is { } refused)
            throw new FatalBrokerException(refused);
    }
}
