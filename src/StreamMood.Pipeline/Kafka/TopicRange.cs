using System.Runtime.CompilerServices;
using Confluent.Kafka;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>A message as it lies in its topic: raw key and value, either may be null.</summary>
public sealed record StoredMessage(TopicPartitionOffset Place, Message<byte[]?, byte[]?> Message);

/// <summary>
/// Reads messages that lie in a topic, outside any group: those published in a stretch of time, or those at named places. What is
/// published while it reads is not part of it, so a range may be replayed into its own topic.
/// </summary>
public sealed class TopicRange : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly KafkaClients _clients;
    private readonly IConsumer<byte[]?, byte[]?> _reader;

    /// <summary>A reader; nothing is read yet.</summary>
    public TopicRange(KafkaClients clients)
    {
        ArgumentNullException.ThrowIfNull(clients);
        _clients = clients;
        _reader = clients.RawFollower();
    }

    /// <summary>The offsets of each partition that a stretch of time covers, by the time of publishing; partitions without any are left out.</summary>
    /// <exception cref="UserErrorException">When the topic is missing or the broker does not answer.</exception>
    public IReadOnlyList<(TopicPartition Partition, long Begin, long End)> Find(string topic, DateTimeOffset? from, DateTimeOffset? to) => Ask(() =>
    {
        var partitions = TopicAdmin.Partitions(_clients, topic);
        if (partitions.Count == 0)
            throw new UserErrorException($"Kafka at {_clients.Bootstrap} has no topic {topic} that this user may see");
        var begins = At(partitions, from);
        var ends = At(partitions, to);
        List<(TopicPartition, long, long)> found = [];
        foreach (var partition in partitions)
        {
            var marks = _reader.QueryWatermarkOffsets(partition, Wait);
            var begin = from is null ? marks.Low.Value : begins[partition] ?? marks.High.Value;
            var end = to is null ? marks.High.Value : ends[partition] ?? marks.High.Value;
            if (begin < end)
                found.Add((partition, begin, end));
        }

        return (IReadOnlyList<(TopicPartition, long, long)>)found;
    });

    /// <summary>Reads whole stretches of offsets; each partition in order.</summary>
    /// <exception cref="UserErrorException">When the broker no longer gives messages.</exception>
    public IEnumerable<StoredMessage> Read(IReadOnlyList<(TopicPartition Partition, long Begin, long End)> ranges, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        var open = ranges.ToDictionary(r => r.Partition, r => r.End);
        _reader.Assign(ranges.Select(r => new TopicPartitionOffset(r.Partition, r.Begin)));
        var quiet = TimeProvider.System.GetTimestamp();
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _clients.Health.ThrowIfFatal();
            var result = Next();
            if (result is null)
            {
                // Compaction and transactions leave gaps at a range's end: the position tells where the messages do not.
                foreach (var (partition, end) in open)
                    if (_reader.Position(partition) is { IsSpecial: false } position && position.Value >= end)
                        open.Remove(partition);
                if (open.Count > 0 && TimeProvider.System.GetElapsedTime(quiet) > Wait)
                    throw new UserErrorException($"Kafka at {_clients.Bootstrap} gives no messages of {open.First().Key}; see whether its brokers are up");
                continue;
            }

            quiet = TimeProvider.System.GetTimestamp();
            if (!open.TryGetValue(result.TopicPartition, out var last))
                continue;
            if (result.Offset.Value >= last - 1)
                open.Remove(result.TopicPartition);
            if (result.Offset.Value < last)
                yield return new StoredMessage(result.TopicPartitionOffset, result.Message);
        }

        _reader.Unassign();
    }

    /// <summary>Reads single messages of one partition; those that are gone by now are left out.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="offsets">Their offsets, rising.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="UserErrorException">When the topic is missing or the broker does not answer.</exception>
    public IEnumerable<StoredMessage> Read(TopicPartition partition, IReadOnlyList<long> offsets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        var marks = Ask(() => _reader.QueryWatermarkOffsets(partition, Wait));
        foreach (var offset in offsets.Where(o => o >= marks.Low.Value && o < marks.High.Value))
            foreach (var message in Read([(partition, offset, offset + 1)], cancellationToken))
                yield return message;
    }

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();

    private ConsumeResult<byte[]?, byte[]?>? Next()
    {
        try
        {
            return _reader.Consume(Poll);
        }
        catch (ConsumeException e)
        {
            _clients.Health.Report(e.Error);
            _clients.Health.ThrowIfFatal();
            return null;
        }
    }

    private Dictionary<TopicPartition, long?> At(IReadOnlyList<TopicPartition> partitions, DateTimeOffset? time) => time is not { } at
        ? []
        : _reader.OffsetsForTimes(partitions.Select(p => new TopicPartitionTimestamp(p, new Timestamp(at))), Wait)
            .ToDictionary(o => o.TopicPartition, o => o.Offset is { IsSpecial: false } offset ? offset.Value : (long?)null);

    private T Ask<T>(Func<T> question, [CallerMemberName] string what = "")
    {
        try
        {
            return question();
        }
        catch (KafkaException e)
        {
            if (BrokerErrors.IsFatal(e.Error))
                throw BrokerErrors.Fatal(e.Error, _clients.Identity);
            throw new UserErrorException($"Kafka at {_clients.Bootstrap} does not answer ({what}: {e.Error.Reason}); see whether its brokers are up", e);
        }
    }
}
