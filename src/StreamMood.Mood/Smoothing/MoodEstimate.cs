using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs;

namespace StreamMood.Mood.Smoothing;

/// <summary>A smoothed mood.</summary>
/// <param name="Emotions">Distribution over the expressions, together 1.</param>
/// <param name="Mood">Mean valence and arousal of the faces, each −1 to 1.</param>
/// <param name="Masses">How much speaks for each mood.</param>
public readonly record struct MoodEstimate(EmotionScores Emotions, TargetMood Mood, CategoryMasses Masses)
{
    /// <summary>An estimate whose masses are those of its expressions, see <see cref="CategoryRule"/>.</summary>
    public MoodEstimate(EmotionScores emotions, TargetMood mood)
        : this(emotions, mood, CategoryRule.Masses(emotions))
    {
    }
}
