using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>A partition whose readers of committed records are held back by a transaction that does not end.</summary>
/// <param name="Partition">Where.</param>
/// <param name="Offset">The transaction's first offset, beyond which nothing can be read (the last stable offset).</param>
/// <param name="End">The partition's end, open transactions included.</param>
public sealed record HangingTransaction(TopicPartition Partition, long Offset, long End)
{
    /// <summary>What an operator has to do, as a command line.</summary>
    public string Mend(string bootstrap) =>
        $"kafka-transactions.sh --bootstrap-server {bootstrap} abort --topic {Partition.Topic} --partition {Partition.Partition.Value} --start-offset {Offset}";
}

/// <summary>
/// Finds transactions that nobody will end. A broker that is killed and started again may end a transaction that has run out of
/// time while it does not know yet who leads a partition; then it takes that partition for deleted, leaves the marker out, and
/// counts the transaction as ended. Producers do not notice, but readers of committed records wait there until the transaction is
/// ended by hand.
/// </summary>
public static class HangingTransactions
{
    /// <summary>How long an open transaction is waited for: beyond the roles' own limit and the broker's look for those that ran out of time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Those in the given partitions; answers at once when no transaction is open there.</summary>
    /// <param name="clients">Clients of a real broker.</param>
    /// <param name="partitions">Where to look.</param>
    /// <param name="patience">How long an open transaction may still take to end; <see cref="Patience"/> by default.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UserErrorException">When the broker does not answer.</exception>
    public static async Task<IReadOnlyList<HangingTransaction>> FindAsync(
        KafkaClients clients, IReadOnlyCollection<TopicPartition> partitions, TimeSpan? patience = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(partitions);
        time ??= TimeProvider.System;
        using var admin = clients.Admin();
        var started = time.GetTimestamp();
        var first = await StableAsync(admin, clients, partitions);
        var ends = await OffsetsAsync(admin, clients, partitions, IsolationLevel.ReadUncommitted);
        var held = first.Where(s => s.Value < ends.GetValueOrDefault(s.Key)).ToDictionary();
        while (held.Count > 0 && time.GetElapsedTime(started) < (patience ?? Patience))
        {
            await Task.Delay(Interval, time, cancellationToken);
            foreach (var (partition, stable) in await StableAsync(admin, clients, held.Keys))
                if (stable > held[partition])
                    held.Remove(partition);
        }

        return [.. held.OrderBy(h => h.Key.Topic, StringComparer.Ordinal).ThenBy(h => h.Key.Partition.Value).Select(h => new HangingTransaction(h.Key, h.Value, ends[h.Key]))];
    }

    private static Task<Dictionary<TopicPartition, long>> StableAsync(IAdminClient admin, KafkaClients clients, IReadOnlyCollection<TopicPartition> partitions) =>
        OffsetsAsync(admin, clients, partitions, IsolationLevel.ReadCommitted);

    private static async Task<Dictionary<TopicPartition, long>> OffsetsAsync(
        IAdminClient admin, KafkaClients clients, IReadOnlyCollection<TopicPartition> partitions, IsolationLevel isolation)
    {
        if (partitions.Count == 0)
            return [];
        try
        {
            var result = await admin.ListOffsetsAsync(
                partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() }),
                new ListOffsetsOptions { IsolationLevel = isolation, RequestTimeout = Attempt });
            return Told(result.ResultInfos);
        }
        catch (ListOffsetsException e)
        {
            return Told(e.Result.ResultInfos); // a partition without leader tells nothing now
        }
        catch (KafkaException e)
        {
            throw new UserErrorException($"Kafka at {clients.Bootstrap} does not tell where its partitions end: {e.Error.Reason}", e);
        }
    }

    private static Dictionary<TopicPartition, long> Told(IEnumerable<ListOffsetsResultInfo> infos) => infos
        .Select(i => i.TopicPartitionOffsetError)
        .Where(o => !o.Error.IsError)
        .ToDictionary(o => o.TopicPartition, o => o.Offset.Value);
}
