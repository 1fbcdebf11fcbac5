using Confluent.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>How outputs, state and progress become lasting: together in a transaction, or one after the other.</summary>
internal interface IDelivery : IDisposable
{
    /// <summary>Hands an output over; waits while the producer is full.</summary>
    /// <exception cref="DeliveryException">When everything since the last commit is void.</exception>
    void Produce(TopicPartition topic, Message<string, byte[]> message);

    /// <summary>
    /// Makes everything handed over lasting, and with it the progress. When this returns, a reader sees the outputs and a restart
    /// goes on from the offsets.
    /// </summary>
    /// <param name="next">Offsets of the next records.</param>
    /// <param name="state">Hands keys over and answers with the records that must come after them; null when no state is written.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DeliveryException">When everything since the last commit is void.</exception>
    void Commit(
        IReadOnlyCollection<TopicPartitionOffset> next,
        Func<List<(TopicPartition Partition, Message<string, byte[]> Record)>>? state,
        CancellationToken cancellationToken);
}

/// <summary>What was handed over since the last commit is void: the role begins anew from what is lasting.</summary>
internal sealed class DeliveryException(string reason, Exception? inner = null) : Exception(reason, inner);
