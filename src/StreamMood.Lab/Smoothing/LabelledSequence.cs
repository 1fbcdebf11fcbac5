using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Smoothing;

/// <summary>A stretch of a stream in which people are in one state.</summary>
/// <param name="Start">Since the stream's beginning; the state begins to change here.</param>
/// <param name="End">Since the stream's beginning.</param>
/// <param name="Shown">The expression shown.</param>
/// <param name="State">The state that it stands for.</param>
public sealed record StreamPart(TimeSpan Start, TimeSpan End, Emotion Shown, MoodState State);

/// <summary>Emotion events of one camera whose truth is known.</summary>
public sealed record LabelledSequence
{
    /// <summary>Time of every stream's beginning; only differences matter.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The condition it was recorded under: a light, and how many frames were lost.</summary>
    public required string Condition { get; init; }

    /// <summary>Streams of one number show the same people; halves are split by it.</summary>
    public required int Cast { get; init; }

    /// <summary>The truth, without gaps.</summary>
    public required IReadOnlyList<StreamPart> Parts { get; init; }

    /// <summary>The events, in order of capture.</summary>
    public required IReadOnlyList<EmotionEvent> Events { get; init; }

    /// <summary>Its length.</summary>
    public TimeSpan Length => Parts[^1].End;

    /// <summary>
    /// The same stream with frames lost, by seed: a camera that drops one loses the next ones more likely (Gilbert 1960, Bell System Technical Journal
    /// 39(5)), in runs of <paramref name="run"/> frames in the mean.
    /// </summary>
    public LabelledSequence Lose(double share, double run)
    {
        var random = new Random(Cast);
        var ends = 1 / run;
        var begins = share * ends / (1 - share);
        var lost = false;
        List<EmotionEvent> kept = [];
        foreach (var value in Events)
        {
            lost = random.NextDouble() < (lost ? 1 - ends : begins);
            if (!lost)
                kept.Add(value);
        }

        return this with { Condition = FormattableString.Invariant($"{Condition}, {share:0%} lost"), Events = kept };
    }
}
