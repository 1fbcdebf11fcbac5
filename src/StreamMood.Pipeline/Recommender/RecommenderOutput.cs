using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Tracing;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// What a record leads to is made into messages and handed over for delivery, in order, and counted once it is lasting. Writing JSON and
/// handing over take a quarter of the recommender's time, so many at once are written beside the reading of what comes next. All calls come
/// from one thread, and none but these uses the delivery between a <see cref="Send"/> and the <see cref="Drain"/> after it.
/// </summary>
internal sealed class RecommenderOutput(IDelivery delivery, RecommenderMetrics metrics, ILogger log, TimeProvider time)
{
    // Fewer are not worth waking a thread for.
    private const int FewPieces = 16;
    private const int ManyPieces = 512;

    private readonly List<RecommendationEvent> _recommended = [];
    private readonly List<string> _letters = [];
    private List<Piece> _sent = [];
    private List<Piece> _underWay = [];
    private Task _work = Task.CompletedTask;

    /// <summary>Whether something was sent that is not lasting yet.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Takes recommendations, the event for its zone, or the dead letter.</summary>
    /// <exception cref="DeliveryException">When everything since the last commit is void.</exception>
    public void Send(in EmotionRecord record, in StepResult result)
    {
        IsPending = true;
        var trace = record.Header(EventHeaders.TraceParent) is { IsEmpty: false } parent ? Encoding.ASCII.GetString(parent) : null;
        foreach (var made in result.Recommendations)
        {
            _sent.Add(new Piece(made, null, trace));
            _recommended.Add(made);
        }

        if (result.Zone is { } zone)
            _sent.Add(new Piece(null, (TopicNames.Zones, EventMessages.Forward(zone, record.Value, trace)), trace));
        if (result.DeadLetter is { } letter)
            SendLetter(record, letter, trace);
        if (_sent.Count >= ManyPieces)
            HandOver();
    }

    /// <summary>Has what was sent delivered, soon; for the end of a batch.</summary>
    /// <exception cref="DeliveryException">When everything since the last commit is void.</exception>
    public void HandOver()
    {
        if (_sent.Count == 0)
            return;
        _work.GetAwaiter().GetResult();
        (_sent, _underWay) = (_underWay, _sent);
        if (_underWay.Count < FewPieces)
            Deliver();
        else
            _work = Task.Run(Deliver);
    }

    /// <summary>Waits until all that was sent is handed over to the delivery.</summary>
    /// <exception cref="DeliveryException">When everything since the last commit is void.</exception>
    public void Drain()
    {
        HandOver();
        _work.GetAwaiter().GetResult();
    }

    /// <summary>Waits until the delivery is not used any more, whatever became of it.</summary>
    public void Abandon() => ((IAsyncResult)_work).AsyncWaitHandle.WaitOne();

    /// <summary>All that was sent is lasting.</summary>
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

    private void SendLetter(in EmotionRecord record, DeadLetter letter, string? trace)
    {
        var at = EventHeaders.TryParseTime(Encoding.ASCII.GetString(record.Header(EventHeaders.Time)), out var told) ? told : time.GetUtcNow();
        var message = EventMessages.DeadLetter(letter, record.Key.IsEmpty ? null : Encoding.UTF8.GetString(record.Key), at, trace);
        _sent.Add(new Piece(null, (TopicNames.DeadLetters, message), trace));
        _letters.Add(letter.Reason);
        log.DeadLetter(letter.Topic, letter.Partition, letter.Offset, letter.Stage, letter.Reason);
    }

    private void Deliver()
    {
        foreach (var piece in _underWay)
        {
            if (piece.Made is { } made)
            {
                using var span = StreamMoodTraces.Continue("recommend", piece.Trace);
                delivery.Produce(new TopicPartition(TopicNames.Recommendations, Partition.Any), EventMessages.Recommendation(made, piece.Trace));
            }

            if (piece.Whole is { } whole)
                delivery.Produce(new TopicPartition(whole.Topic, Partition.Any), whole.Message);
        }

        _underWay.Clear();
    }

    // A recommendation that is still to be written, or a message.
    private readonly record struct Piece(RecommendationEvent? Made, (string Topic, Message<string, byte[]> Message)? Whole, string? Trace);
}
