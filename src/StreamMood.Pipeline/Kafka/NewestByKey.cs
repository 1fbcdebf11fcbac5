using Confluent.Kafka;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Tells the newest record of a key also where partitions were added to its topic: then an older one stays behind in the partition that
/// the key had before, and partitions are read in any order. Within a partition the order is the log's.
/// </summary>
public sealed class NewestByKey
{
    private readonly Dictionary<string, (int Partition, long At)> _newest = new(StringComparer.Ordinal);

    /// <summary>Whether a record is the newest of its key so far; false for one that a newer one in another partition has replaced.</summary>
    public bool Takes(string key, Partition partition, Timestamp published)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (_newest.TryGetValue(key, out var held) && held.Partition != partition.Value && held.At > published.UnixTimestampMs)
            return false;
        _newest[key] = (partition.Value, published.UnixTimestampMs);
        return true;
    }
}
