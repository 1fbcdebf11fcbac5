using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>
/// What a synthetic camera's people act out: a pure function of the time since the camera's epoch, the same for the same seed,
/// so that a demo knows its ground truth without being told by the pictures. Every block of 28 s plays four expressions, one
/// of each song category, for 5 to 9 s each; within a category the expressions take turns. Contempt is never acted: it has no
/// place on the plane of valence and arousal.
/// </summary>
public sealed class ActingScript
{
    private const int Parts = 4;
    private const double BlockSeconds = 28;

    // Two parts together are half a block, so lengths of 5 to 9 s always fill it.
    private const double Pair = BlockSeconds / 2;
    private const double Shortest = 5;
    private const double Longest = Pair - Shortest;

    // The turn within a category starts anywhere; large enough for every count of expressions.
    private const int Turns = 6;

    private static readonly Emotion[][] Categories =
    [
        [Emotion.Happiness, Emotion.Surprise],
        [Emotion.Anger, Emotion.Fear, Emotion.Disgust],
        [Emotion.Neutral],
        [Emotion.Sadness],
    ];

    private readonly ulong _seed;
    private readonly int _turn;

    /// <summary>The script of a seed.</summary>
    public ActingScript(ulong seed)
    {
        _seed = seed;
        _turn = new SeededRandom(SeededRandom.Mix(seed, ulong.MaxValue)).Below(Turns);
    }

    /// <summary>How long one expression takes to become the next: 400 ms, at the start of each part.</summary>
    public static TimeSpan Blend { get; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The expression acted at <paramref name="sinceEpoch"/>; while one becomes the next, the next. Times before 0 count as 0.</summary>
    public Emotion ExpressionAt(TimeSpan sinceEpoch) => PartAt(sinceEpoch).Expression;

    /// <summary>Weights of the expressions at <paramref name="sinceEpoch"/>, each 0 to 1, together 1: one expression, or two while one becomes the next.</summary>
    public EmotionScores WeightsAt(TimeSpan sinceEpoch)
    {
        var part = PartAt(sinceEpoch);
        var into = (Seconds(sinceEpoch) - part.Start) / Blend.TotalSeconds;
        EmotionScores weights = default;
        if (part.Start <= 0 || into >= 1)
        {
            weights[part.Expression] = 1;
            return weights;
        }

        var share = (float)(into * into * (3 - (2 * into)));
        weights[part.Previous] = 1 - share;
        weights[part.Expression] += share;
        return weights;
    }

    /// <summary>The one expression acted during all of a stretch of time, blends apart; null when there are two or a blend lies within.</summary>
    /// <param name="start">Start of the stretch, since the epoch.</param>
    /// <param name="end">End of the stretch, exclusive.</param>
    public Emotion? HoldsOne(TimeSpan start, TimeSpan end)
    {
        if (start < TimeSpan.Zero || end <= start)
            return null;
        var part = PartAt(start);
        var settled = part.Start <= 0 || start.TotalSeconds >= part.Start + Blend.TotalSeconds;
        return settled && end.TotalSeconds <= part.End ? part.Expression : null;
    }

    private static double Seconds(TimeSpan sinceEpoch) => Math.Max(sinceEpoch.TotalSeconds, 0);

    private Part PartAt(TimeSpan sinceEpoch)
    {
        var at = Seconds(sinceEpoch);
        var block = (long)(at / BlockSeconds);
        Span<int> order = stackalloc int[Parts];
        Span<double> lengths = stackalloc double[Parts];
        Plan(block, order, lengths);

        var start = block * BlockSeconds;
        var part = 0;
        while (part < Parts - 1 && at >= start + lengths[part])
            start += lengths[part++];
        var end = part == Parts - 1 ? (block + 1) * BlockSeconds : start + lengths[part];
        var previous = part > 0 ? Acted(order[part - 1], block)
            : block > 0 ? Acted(Last(block - 1), block - 1)
            : Acted(order[0], block);
        return new Part(Acted(order[part], block), previous, start, end);
    }

    private Emotion Acted(int category, long block)
    {
        var members = Categories[category];
        return members[(int)((block + _turn) % members.Length)];
    }

    private void Plan(long block, Span<int> order, Span<double> lengths)
    {
        var random = Shuffle(block, order);
        lengths[0] = random.Between(Shortest, Longest);
        lengths[1] = random.Between(Shortest, Longest);
        lengths[2] = Pair - lengths[0];
        lengths[3] = Pair - lengths[1];

        // No category goes on over the seam of two blocks; the last part stays where it is, so seams do not depend on each other.
        if (block > 0 && order[0] == Last(block - 1))
            (order[0], order[1]) = (order[1], order[0]);
    }

    private int Last(long block)
    {
        Span<int> order = stackalloc int[Parts];
        Shuffle(block, order);
        return order[Parts - 1];
    }

    private SeededRandom Shuffle(long block, Span<int> order)
    {
        var random = new SeededRandom(SeededRandom.Mix(_seed, (ulong)block));
        for (var i = 0; i < Parts; i++)
            order[i] = i;
        for (var i = Parts - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return random;
    }

    private readonly record struct Part(Emotion Expression, Emotion Previous, double Start, double End);
}
