using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>The steps of the partitions that are ours, and the offsets stored for them. For the consumer's thread alone.</summary>
internal sealed class AssignedPartitions(
    RecommenderOptions options, PublishedRecommendations published, RecommenderMetrics metrics, ILogger log)
{
    private readonly MoodOptions _mood = options.ToMood();
    private readonly Dictionary<int, RecommenderStep> _steps = [];
    private readonly Dictionary<int, long> _stored = [];

    /// <summary>The step that takes a record; a new one, brought up to what is known, when the partition just became ours.</summary>
    public RecommenderStep StepFor(int partition, in EmotionRecord record, CancellationToken cancellationToken)
    {
        // Going back happens when the topic was made anew, or its offsets were reset: everything begins again.
        if (_steps.TryGetValue(partition, out var step) && record.Offset > step.LastOffset)
            return step;
        step = new RecommenderStep(partition, record.Offset, _mood, metrics.Totals);
        _steps[partition] = step;
        _stored.Remove(partition);
        if (record.Offset == 0 || !_mood.HoldBack)
            return step;

        log.Resumed(partition, record.Offset, step.HeldBack);
        if (ReadHeaders.TryRead(record.Headers, EventHeaders.EmotionType, out var headers, out _))
            step.Recall(published.Read(partition, headers.Time - options.ClockTolerance - options.Window, cancellationToken));
        return step;
    }

    /// <summary>Stores what may be stored, and tells the metrics how much is held.</summary>
    public void Store(IConsumer<string, byte[]> consumer)
    {
        long cameras = 0, pending = 0, lag = 0;
        foreach (var (partition, step) in _steps)
        {
            Store(consumer, partition, step);
            cameras += step.Cameras;
            pending += step.Pending.Count;
            var high = consumer.GetWatermarkOffsets(new TopicPartition(TopicNames.Emotions, partition)).High;
            lag += Math.Max(0, high.Value - step.LastOffset - 1);
        }

        metrics.Holds(cameras, pending, lag);
    }

    /// <summary>
    /// Drops partitions. Of those still <paramref name="owned"/> what may be stored is stored; the client commits it as it gives
    /// them up. Of lost ones nothing may be: they are somebody else's by now. Outputs on their way do no harm, whoever has the
    /// partition next makes the same ones.
    /// </summary>
    public void GiveUp(IConsumer<string, byte[]> consumer, IEnumerable<TopicPartition> partitions, bool owned)
    {
        foreach (var partition in partitions.Select(p => p.Partition.Value))
        {
            if (owned && _steps.TryGetValue(partition, out var step))
                Store(consumer, partition, step);
            _steps.Remove(partition);
            _stored.Remove(partition);
        }
    }

    private void Store(IConsumer<string, byte[]> consumer, int partition, RecommenderStep step)
    {
        var offset = step.OffsetToStore;
        if (offset <= _stored.GetValueOrDefault(partition, -1))
            return;
        try
        {
            consumer.StoreOffset(new TopicPartitionOffset(TopicNames.Emotions, partition, offset));
            _stored[partition] = offset;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
        {
            // No longer ours; the handler for that comes with a later poll.
        }
    }
}
