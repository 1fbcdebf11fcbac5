using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;

namespace StreamMood.Tests.Pipeline.Inference;

/// <summary>Keeps what is produced, and acknowledges it at once or when told to.</summary>
internal sealed class KeptProducer : IProducer<string, byte[]>
{
    private readonly Queue<Action> _unacknowledged = new();

    /// <summary>Whether <see cref="Acknowledge"/> has to be called.</summary>
    public bool Holds { get; set; }

    public List<(string Topic, Message<string, byte[]> Message)> Sent { get; } = [];

    /// <summary>The frames that have an event, in order.</summary>
    public IEnumerable<string> Events => Of(TopicNames.Emotions).Select(m => EventJson.ReadEmotion(m.Value).Frame);

    public IEnumerable<DeadLetter> DeadLetters => Of(TopicNames.DeadLetters).Select(m => EventJson.ReadDeadLetter(m.Value));

    public Handle Handle => throw new NotSupportedException();

    public string Name => "kept";

    public void Produce(string topic, Message<string, byte[]> message, Action<DeliveryReport<string, byte[]>>? deliveryHandler = null)
    {
        Sent.Add((topic, message));
        var report = new DeliveryReport<string, byte[]> { Topic = topic, Message = message, Error = new Error(ErrorCode.NoError) };
        _unacknowledged.Enqueue(() => deliveryHandler?.Invoke(report));
        if (!Holds)
            Acknowledge();
    }

    public void Acknowledge()
    {
        while (_unacknowledged.TryDequeue(out var acknowledge))
            acknowledge();
    }

    public void Produce(TopicPartition topicPartition, Message<string, byte[]> message, Action<DeliveryReport<string, byte[]>>? deliveryHandler = null) =>
        Produce(topicPartition.Topic, message, deliveryHandler);

    public int Poll(TimeSpan timeout) => 0;

    public int Flush(TimeSpan timeout) => 0;

    public void Flush(CancellationToken cancellationToken = default)
    {
    }

    public void Dispose()
    {
    }

    public Task<DeliveryResult<string, byte[]>> ProduceAsync(string topic, Message<string, byte[]> message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<DeliveryResult<string, byte[]>> ProduceAsync(
        TopicPartition topicPartition, Message<string, byte[]> message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public int AddBrokers(string brokers) => throw new NotSupportedException();

    public void SetSaslCredentials(string username, string password) => throw new NotSupportedException();

    public void InitTransactions(TimeSpan timeout) => throw new NotSupportedException();

    public void BeginTransaction() => throw new NotSupportedException();

    public void CommitTransaction(TimeSpan timeout) => throw new NotSupportedException();

    public void CommitTransaction() => throw new NotSupportedException();

    public void AbortTransaction(TimeSpan timeout) => throw new NotSupportedException();

    public void AbortTransaction() => throw new NotSupportedException();

    public void SendOffsetsToTransaction(IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata groupMetadata, TimeSpan timeout) =>
        throw new NotSupportedException();

    private IEnumerable<Message<string, byte[]>> Of(string topic) => Sent.Where(s => s.Topic == topic).Select(s => s.Message);
}
