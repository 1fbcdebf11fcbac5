using StreamMood.Contracts.Events;
using StreamMood.Mood;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Windows;

namespace StreamMood.Tests.Mood;

internal static class MoodWindowExtensions
{
    /// <summary>Folds an event in as a partition does.</summary>
    public static bool Add(this ref MoodWindow window, EmotionEvent value, FrameNumber frame, FaceVoting voting)
    {
        var sample = new EmotionSample();
        sample.Set(value);
        return window.Add(sample.Faces, voting, sample.Ticks, sample.Models, frame);
    }
}
