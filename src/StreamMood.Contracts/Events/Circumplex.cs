namespace StreamMood.Contracts.Events;

/// <summary>
/// Where each expression lies on the plane of valence and arousal, after Russell and Mehrabian 1977 in the values common in
/// public code. Contempt has no reliable place there, so its probability is left out and the rest renormalised.
/// </summary>
public static class Circumplex
{
    private static readonly float[] Valences = [0f, 0.76f, 0.40f, -0.63f, -0.51f, -0.60f, -0.64f, 0f];
    private static readonly float[] Arousals = [0f, 0.48f, 0.67f, -0.27f, 0.59f, 0.35f, 0.60f, 0f];

    /// <summary>Valence of a pure expression, −1 to 1.</summary>
    public static float Valence(Emotion emotion) => Valences[(int)emotion];

    /// <summary>Arousal of a pure expression, −1 to 1.</summary>
    public static float Arousal(Emotion emotion) => Arousals[(int)emotion];

    /// <summary>Expected valence and arousal of a distribution; 0, 0 when all of it is contempt.</summary>
    public static TargetMood Expect(in EmotionScores scores)
    {
        float valence = 0, arousal = 0, mass = 0;
        for (var i = 0; i < (int)Emotion.Contempt; i++)
        {
            valence += scores[i] * Valences[i];
            arousal += scores[i] * Arousals[i];
            mass += scores[i];
        }

        return mass > 0 ? new TargetMood(valence / mass, arousal / mass) : default;
    }
}
