using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Hands a step's outputs to the producer and tells the step when they are acknowledged. Waits when the producer is full:
/// recommendations are lossless, so a slow broker slows the recommender down.
/// </summary>
internal sealed class RecommenderOutbox(
    IProducer<string, byte[]> producer, BrokerHealth health, RecommenderMetrics metrics, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FullWait = TimeSpan.FromMilliseconds(10);

    private readonly DeadLetterPublisher _deadLetters = new(producer, log);
    private string? _refused;

    /// <summary>Ends the loop when the broker would not take an output.</summary>
    /// <exception cref="FatalBrokerException">When an output was refused.</exception>
    public void ThrowIfRefused()
    {
        if (Volatile.Read(ref _refused) is { } refused)
            throw new FatalBrokerException(refused);
    }

    /// <summary>Hands everything over.</summary>
    /// <exception cref="OperationCanceledException">When asked to stop while the producer is full; what was not handed over is made again at the next start.</exception>
    public void Send(RecommenderStep step, in EmotionRecord record, in StepResult result, CancellationToken cancellationToken)
    {
        // All are pending before the first is handed over: a stop in between must not store past the rest.
        var made = result.Recommendations;
        var pending = made.Count == 0 ? [] : new PendingOutputs.Pending[made.Count];
        for (var i = 0; i < pending.Length; i++)
            pending[i] = step.Pending.Add(made[i].NeededFrom);
        for (var i = 0; i < pending.Length; i++)
            Send(step, made[i].Event, pending[i], result.TraceParent, cancellationToken);
        if (result.DeadLetter is { } letter)
            Send(step, letter, step.Pending.Add(record.Offset), record.Key, result, cancellationToken);
    }

    private void Send(
        RecommenderStep step, DeadLetter letter, PendingOutputs.Pending pending, string? recordKey, in StepResult result,
        CancellationToken cancellationToken)
    {
        var key = string.IsNullOrEmpty(recordKey) ? null : recordKey;
        var at = result.Time ?? time.GetUtcNow();
        var trace = result.TraceParent;
        Hand(
            () => _deadLetters.Publish(letter, key, at, trace, report =>
            {
                if (!Taken(report))
                    return;
                metrics.DeadLettered(letter.Reason);
                step.Pending.Finish(pending);
            }),
            cancellationToken);
    }

    private void Send(
        RecommenderStep step, RecommendationEvent made, PendingOutputs.Pending pending, string? trace, CancellationToken cancellationToken)
    {
        var message = EventMessages.Recommendation(made, trace);
        Hand(
            () => producer.Produce(TopicNames.Recommendations, message, report =>
            {
                if (!Taken(report))
                    return;
                metrics.Acknowledged(made, time.GetUtcNow() - made.WindowEnd);
                step.Pending.Finish(pending);
            }),
            cancellationToken);
    }

    private void Hand(Action produce, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                produce();
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                cancellationToken.WaitHandle.WaitOne(FullWait);
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (ProduceException<string, byte[]> e)
            {
                health.Report(e.Error);
                health.ThrowIfFatal();
                throw new FatalBrokerException($"Kafka refused a message for good: {e.Error.Reason}", e);
            }
        }
    }

    private bool Taken(DeliveryReport<string, byte[]> report)
    {
        if (!report.Error.IsError)
        {
            health.Up();
            return true;
        }

        // Purged: we are stopping, and the next start makes it again. Anything else is final, because the client retries for
        // ever what can be retried; going on would leave the offset where it is and grow without end.
        if (report.Error.Code is not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight) && !health.Report(report.Error))
            Interlocked.CompareExchange(ref _refused, $"Kafka refused a message for {report.Topic} for good: {report.Error.Reason}", null);
        return false;
    }
}
