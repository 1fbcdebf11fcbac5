using Confluent.Kafka;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Publishes stored messages again, key, value, headers and time as they were, and says in a header where each came from. With its own
/// time Kafka keeps a picture no longer than the first time, whoever replays it.
/// </summary>
public sealed class TopicWriter : IDisposable
{
    /// <summary>Header of a replayed message: <c>topic/partition/offset</c> of the one it repeats.</summary>
    public const string Origin = "streammood-replay-of";

    private static readonly TimeSpan FullWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FlushWait = TimeSpan.FromMilliseconds(200);

    private readonly KafkaClients _clients;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private long _written;
    private FatalBrokerException? _refused;

    /// <summary>A writer.</summary>
    public TopicWriter(KafkaClients clients)
    {
        ArgumentNullException.ThrowIfNull(clients);
        _clients = clients;
        _producer = clients.RawProducer();
    }

    /// <summary>Messages acknowledged.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Hands a message over, waiting for room.</summary>
    /// <exception cref="FatalBrokerException">When the broker refuses a message.</exception>
    public void Write(string topic, StoredMessage stored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var headers = new Headers();
        foreach (var header in stored.Message.Headers ?? [])
            headers.Add(header.Key, header.GetValueBytes());
        headers.Add(Origin, System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"{stored.Place.Topic}/{stored.Place.Partition.Value}/{stored.Place.Offset.Value}")));
        // Old formats have no time, brokers may write their own: a producer gives either as the time that the message was made.
        var made = stored.Message.Timestamp is { Type: not TimestampType.NotAvailable, UnixTimestampMs: var ms }
            ? new Timestamp(ms, TimestampType.CreateTime)
            : Timestamp.Default;
        var message = new Message<byte[]?, byte[]?> { Key = stored.Message.Key, Value = stored.Message.Value, Headers = headers, Timestamp = made };
        while (true)
        {
            ThrowIfRefused();
            try
            {
                _producer.Produce(topic, message, OnDelivered);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                cancellationToken.WaitHandle.WaitOne(FullWait);
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                throw BrokerErrors.Fatal(e.Error, _clients.Identity);
            }
        }
    }

    /// <summary>Waits until everything is acknowledged.</summary>
    /// <exception cref="FatalBrokerException">When the broker refuses a message.</exception>
    public void Flush(CancellationToken cancellationToken)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfRefused();
        }
        while (_producer.Flush(FlushWait) > 0);
        ThrowIfRefused();
    }

    /// <inheritdoc />
    public void Dispose() => _producer.Dispose();

    private void ThrowIfRefused()
    {
        _clients.Health.ThrowIfFatal();
        if (Volatile.Read(ref _refused) is { } refused)
            throw new FatalBrokerException(refused.Message, refused);
    }

    private void OnDelivered(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
            Interlocked.CompareExchange(ref _refused, BrokerErrors.Fatal(report.Error, _clients.Identity), null);
        else
            Interlocked.Increment(ref _written);
    }
}
