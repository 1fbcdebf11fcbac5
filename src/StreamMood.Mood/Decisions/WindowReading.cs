using StreamMood.Mood.Smoothing;

namespace StreamMood.Mood.Decisions;

/// <summary>What a decision rests on: a closed window, and the smoothed mood at its end.</summary>
/// <param name="Start">First instant, ticks of UTC.</param>
/// <param name="End">First instant after, ticks of UTC.</param>
/// <param name="Faces">Face observations in the window.</param>
/// <param name="Estimate">The smoothed mood; null when no face could vote.</param>
public readonly record struct WindowReading(long Start, long End, int Faces, MoodEstimate? Estimate);
