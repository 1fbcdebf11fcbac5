using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Smoothing;

/// <summary>A smoothed mood.</summary>
/// <param name="Emotions">Distribution over the expressions, together 1.</param>
/// <param name="Mood">Mean valence and arousal of the faces, each −1 to 1.</param>
public readonly record struct MoodEstimate(EmotionScores Emotions, TargetMood Mood);
