using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Reads back what was published for a partition that is taken over, see <see cref="MoodPartition.Recall"/>. Both topics are
/// keyed by camera and partitioned alike, so it lies in the partition of the same number. When it cannot be read, the
/// recommender goes on without: only "since" then begins at the takeover.
/// </summary>
internal sealed class PublishedRecommendations(KafkaClients clients, bool embedded, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);

    private IConsumer<string, byte[]>? _reader;
    private bool? _alike;

    /// <summary>The partition's recommendations for windows that ended at <paramref name="from"/> or later.</summary>
    public IReadOnlyList<RecommendationEvent> Read(int partition, DateTimeOffset from, CancellationToken cancellationToken)
    {
        try
        {
            if (!(_alike ??= PartitionedAlike()))
                return [];
            _reader ??= clients.Follower();
            var published = ReadTail(_reader, new TopicPartition(TopicNames.Recommendations, partition), from, cancellationToken);
            log.Recalled(partition, published.Count);
            return published;
        }
        catch (Exception e) when (e is KafkaException or Contracts.UserErrorException)
        {
            log.NotRecalled(partition, e.Message);
            return [];
        }
    }

    /// <inheritdoc />
    public void Dispose() => _reader?.Dispose();

    private bool PartitionedAlike()
    {
        var counts = TopicAdmin.Partitions(clients, TopicNames.Emotions, TopicNames.Recommendations)
            .GroupBy(p => p.Topic).ToDictionary(t => t.Key, t => t.Count());
        return counts.GetValueOrDefault(TopicNames.Emotions) == counts.GetValueOrDefault(TopicNames.Recommendations);
    }

    private List<RecommendationEvent> ReadTail(
        IConsumer<string, byte[]> reader, TopicPartition partition, DateTimeOffset from, CancellationToken cancellationToken)
    {
        List<RecommendationEvent> published = [];
        var ends = reader.QueryWatermarkOffsets(partition, Patience);
        var begin = Begin(reader, partition, from, ends);
        if (begin >= ends.High.Value)
            return published;

        reader.Assign(new TopicPartitionOffset(partition, begin));
        var started = time.GetTimestamp();
        var last = -1L;
        while (last < ends.High.Value - 1 && time.GetElapsedTime(started) < Patience && !cancellationToken.IsCancellationRequested)
        {
            if (reader.Consume(Wait) is not { } message)
                continue;
            last = message.Offset.Value;
            if (TryRead(message.Message.Value) is { } value && value.WindowEnd >= from)
                published.Add(value);
        }

        reader.Unassign();
        return published;
    }

    // A recommendation is published after its window's end, so the search by record timestamp finds too much rather than too
    // little; what ended earlier is left out by the caller. The embedded broker does not search by them, but it holds little.
    private long Begin(IConsumer<string, byte[]> reader, TopicPartition partition, DateTimeOffset from, WatermarkOffsets ends)
    {
        if (embedded)
            return ends.Low.Value;
        var found = reader.OffsetsForTimes([new TopicPartitionTimestamp(partition, new Timestamp(from))], Patience)[0].Offset;
        return found == Offset.End ? ends.High.Value : found.Value;
    }

    private static RecommendationEvent? TryRead(byte[] value)
    {
        try
        {
            return EventJson.ReadRecommendation(value);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
