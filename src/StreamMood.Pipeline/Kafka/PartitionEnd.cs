using Confluent.Kafka;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Where a partition ends at this moment.</summary>
public static class PartitionEnd
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The offset that the next message will get. Asks again for a while: of a topic just made, brokers learn one after the other who leads it.</summary>
    /// <exception cref="UserErrorException">When no broker tells.</exception>
    public static Offset Of<TKey, TValue>(IConsumer<TKey, TValue> consumer, TopicPartition partition)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return consumer.QueryWatermarkOffsets(partition, Attempt).High;
            }
            catch (KafkaException) when (TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                Task.Delay(Pause, TimeProvider.System).Wait();
            }
            catch (KafkaException e)
            {
                throw new UserErrorException($"Kafka does not tell the end of {partition} ({e.Error.Reason}); see whether its brokers are up", e);
            }
        }
    }
}
