using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// The pure step of one partition: records in, recommendations and dead letters out, and the offset that may be stored. Knows
/// no client and no clock, so tests drive it without a broker. Not thread-safe but for <see cref="Pending"/>.
/// </summary>
internal sealed class RecommenderStep
{
    private readonly int _partition;
    private readonly MoodPartition _mood;
    private readonly List<Recommended> _made = [];

    /// <summary>A step whose first record will be <paramref name="firstOffset"/>.</summary>
    /// <param name="partition">Number of the partition of the emotions topic.</param>
    /// <param name="firstOffset">Offset of the first record; only when it is 0 is it certain that nothing came before.</param>
    /// <param name="options">Settings.</param>
    /// <param name="totals">Where to count.</param>
    public RecommenderStep(int partition, long firstOffset, MoodOptions options, MoodTotals totals)
    {
        _partition = partition;
        _mood = new MoodPartition(options, firstOffset, totals);
        HeldBack = firstOffset > 0 && options.HoldBack ? _mood.Rewind : TimeSpan.Zero;
        LastOffset = firstOffset - 1;
    }

    /// <summary>Offset of the last record taken.</summary>
    public long LastOffset { get; private set; }

    /// <summary>Outputs handed to the producer and not acknowledged.</summary>
    public PendingOutputs Pending { get; } = new();

    /// <summary>Cameras known at the moment.</summary>
    public int Cameras => _mood.Cameras;

    /// <summary>
    /// The offset to store: the first record that an open window, the filter's memory or an output not acknowledged still
    /// needs.
    /// </summary>
    public long OffsetToStore => Math.Min(_mood.NeededFrom, Pending.NeededFrom);

    /// <summary>How much event time is read again before recommendations come out; zero from the partition's beginning.</summary>
    public TimeSpan HeldBack { get; }

    /// <summary>Tells a step that does not begin at the partition's beginning what was published; see <see cref="MoodPartition.Recall"/>.</summary>
    public void Recall(IEnumerable<RecommendationEvent> published) => _mood.Recall(published);

    /// <summary>Takes a record. The answer is valid until the next one.</summary>
    public StepResult Take(in EmotionRecord record)
    {
        LastOffset = record.Offset;
        _made.Clear();
        if (EmotionReader.TryRead(record, out var value, out var headers, out var reason, out var message))
        {
            _mood.Add(value!, record.Offset, _made);
            return new StepResult(_made, null, headers.TraceParent, headers.Time);
        }

        var letter = new DeadLetter
        {
            Camera = FrameId.IsCamera(record.Key) ? record.Key : null,
            Id = headers.Id,
            Topic = TopicNames.Emotions,
            Partition = _partition,
            Offset = record.Offset,
            Stage = "recommend",
            Reason = reason,
            Message = message,
        };
        return new StepResult(_made, letter, headers.TraceParent, headers.Id is null ? null : headers.Time);
    }
}

/// <summary>What a record led to.</summary>
/// <param name="Recommendations">Recommendations of the windows it closed; usually none.</param>
/// <param name="DeadLetter">Why the record could not be used; null when it could.</param>
/// <param name="TraceParent">The record's trace, which its outputs carry on.</param>
/// <param name="Time">The record's event time, where it is known.</param>
internal readonly record struct StepResult(
    IReadOnlyList<Recommended> Recommendations, DeadLetter? DeadLetter, string? TraceParent, DateTimeOffset? Time);
