using Confluent.Kafka;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands;

/// <summary>The newest record of each key of a compacted topic, as it is now.</summary>
internal static class NewestRecords
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);

    /// <summary>Reads the topic from beginning to end.</summary>
    /// <exception cref="UserErrorException">When the topic does not give its records.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(KafkaClients clients, string topic)
    {
        using var reader = clients.Follower();
        var ends = TopicAdmin.Partitions(clients, reader, topic).ToDictionary(p => p, p => PartitionEnd.Of(reader, p).Value);
        reader.Assign(ends.Keys.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        Dictionary<string, byte[]> records = new(StringComparer.Ordinal);
        var newest = new NewestByKey();
        while (ends.Any(e => e.Value > 0))
        {
            var record = reader.Consume(Wait) ?? throw new UserErrorException($"{topic} does not give its records");
            if (record.Offset.Value >= ends[record.TopicPartition] - 1)
                ends[record.TopicPartition] = 0;
            if (!newest.Takes(record.Message.Key, record.Partition, record.Message.Timestamp))
                continue;
            if (record.Message.Value is null)
                records.Remove(record.Message.Key);
            else
                records[record.Message.Key] = record.Message.Value;
        }

        return records;
    }
}
