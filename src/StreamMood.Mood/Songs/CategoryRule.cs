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

    /// <summary>The mass behind each mood, contempt left out and the rest renormalised.</summary>
    /// <param name="scores">Distribution over the expressions.</param>
    public static CategoryMasses Masses(in EmotionScores scores)
    {
        Span<float> mass = stackalloc float[(int)SongCategory.Sad + 1];
        float all = 0;
        for (var i = 0; i < (int)Emotion.Contempt; i++)
        {
            mass[(int)Quadrants[i]] += scores[i];
            all += scores[i];
        }

        return all <= 0 ? default : new CategoryMasses(
            mass[(int)SongCategory.Happy] / all, mass[(int)SongCategory.Energetic] / all, mass[(int)SongCategory.Calm] / all, mass[(int)SongCategory.Sad] / all);
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
