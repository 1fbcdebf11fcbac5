using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs;

/// <summary>
/// From a distribution over expressions to a song category. Each expression stands for the quadrant it lies in on the
/// circumplex (Russell 1980): happiness and surprise happy, anger, disgust and fear energetic, sadness sad, the neutral face
/// calm; contempt has no place there and is left out with renormalisation. The category with the largest mass wins, and that
/// mass is the confidence. The quadrant of the <em>expected</em> valence and arousal would be the other reading; it is not
/// used because sadness lies so near the middle (arousal −0.27) that a third as much anger turns a sad face energetic.
/// </summary>
public static class CategoryRule
{
    private static readonly SongCategory[] Quadrants = [.. Enumerable.Range(0, Emotions.Count).Select(i => Quadrant((Emotion)i))];

    /// <summary>The category an expression stands for; <c>undecided</c> for contempt.</summary>
    public static SongCategory Of(Emotion emotion) => Quadrants[(int)emotion];

    /// <summary>The category a distribution stands for, and the mass behind it.</summary>
    /// <param name="scores">Distribution over the expressions.</param>
    /// <param name="undecidedBelow">Mass under which the answer is <c>undecided</c>, 0 to 1; the mass is then the best category's.</param>
    public static (SongCategory Category, float Confidence) Decide(in EmotionScores scores, float undecidedBelow)
    {
        Span<float> mass = stackalloc float[(int)SongCategory.Sad + 1];
        float all = 0;
        for (var i = 0; i < (int)Emotion.Contempt; i++)
        {
            mass[(int)Quadrants[i]] += scores[i];
            all += scores[i];
        }

        if (all <= 0)
            return (SongCategory.Undecided, 0);
        var best = SongCategory.Happy;
        for (var category = SongCategory.Happy; category <= SongCategory.Sad; category++)
            if (mass[(int)category] > mass[(int)best])
                best = category;
        var confidence = mass[(int)best] / all;
        return (confidence < undecidedBelow ? SongCategory.Undecided : best, confidence);
    }

    private static SongCategory Quadrant(Emotion emotion)
    {
        if (emotion == Emotion.Contempt)
            return SongCategory.Undecided;
        if (emotion == Emotion.Neutral)
            return SongCategory.Calm;
        return (Circumplex.Valence(emotion) >= 0, Circumplex.Arousal(emotion) >= 0) switch
        {
            (true, true) => SongCategory.Happy,
            (false, true) => SongCategory.Energetic,
            (true, false) => SongCategory.Calm,
            (false, false) => SongCategory.Sad,
        };
    }
}
