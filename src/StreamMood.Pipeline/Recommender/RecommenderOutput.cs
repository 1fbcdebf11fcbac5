using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Tracing;

namespace StreamMood.Pipeline.Recommender;

/// <summary>What a record leads to is handed over for delivery, and counted once it is lasting.</summary>
internal sealed class RecommenderOutput(IDelivery delivery, RecommenderMetrics metrics, ILogger log, TimeProvider time)
{
    private readonly List<RecommendationEvent> _recommended = [];
    private readonly List<string> _letters = [];

    /// <summary>Whether something was handed over that is not lasting yet.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Hands over recommendations, the event for its zone, or the dead letter.</summary>
    /// <exception cref="DeliveryException">When everything since the last commit is void.</exception>
    public void Send(in EmotionRecord record, in StepResult result)
    {
        IsPending = true;
        var trace = record.Header(EventHeaders.TraceParent) is { IsEmpty: false } parent ? Encoding.ASCII.GetString(parent) : null;
        using var span = result.Recommendations.Count > 0 ? StreamMoodTraces.Continue("recommend", record.Header(EventHeaders.TraceParent)) : null;
        foreach (var made in result.Recommendations)
        {
            delivery.Produce(new TopicPartition(TopicNames.Recommendations, Partition.Any), EventMessages.Recommendation(made, trace));
            _recommended.Add(made);
        }

        if (result.Zone is { } zone)
            delivery.Produce(new TopicPartition(TopicNames.Zones, Partition.Any), EventMessages.Forward(zone, record.Value, trace));
        if (result.DeadLetter is not { } letter)
            return;
        var at = EventHeaders.TryParseTime(Encoding.ASCII.GetString(record.Header(EventHeaders.Time)), out var told) ? told : time.GetUtcNow();
        delivery.Produce(
            new TopicPartition(TopicNames.DeadLetters, Partition.Any),
            EventMessages.DeadLetter(letter, record.Key.IsEmpty ? null : Encoding.UTF8.GetString(record.Key), at, trace));
        _letters.Add(letter.Reason);
        log.DeadLetter(letter.Topic, letter.Partition, letter.Offset, letter.Stage, letter.Reason);
    }

    /// <summary>All that was handed over is lasting.</summary>
    public void OnCommitted()
    {
        IsPending = false;
        var now = time.GetUtcNow();
        foreach (var made in _recommended)
            metrics.Committed(made, now - made.WindowEnd);
        _recommended.Clear();
        foreach (var reason in _letters)
            metrics.DeadLettered(reason);
        _letters.Clear();
    }
}
