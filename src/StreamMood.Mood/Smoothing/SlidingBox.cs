using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// Mean of the last windows, all alike (the moving average; as a smoother of expression scores: Savchenko 2022, arXiv 2203.13436, there centred, here
/// causal), each with the weight of its faces.
/// </summary>
public sealed class SlidingBox : IMoodFilter
{
    /// <summary>A box over windows of a length.</summary>
    /// <param name="window">Length of the windows.</param>
    /// <param name="span">How far back it looks; at least one window, at most 64.</param>
    public SlidingBox(TimeSpan window, TimeSpan span)
    {
        Memory = FilterSpan.Windows(window, span);
        Description = Memory == 1
            ? string.Create(CultureInfo.InvariantCulture, $"none window={window.TotalSeconds}s")
            : string.Create(CultureInfo.InvariantCulture, $"box windows={Memory} window={window.TotalSeconds}s");
    }

    /// <inheritdoc />
    public string Description { get; }

    /// <inheritdoc />
    public int Memory { get; }

    /// <inheritdoc />
    public bool TryEstimate(ReadOnlySpan<MoodWindow> windows, out MoodEstimate estimate)
    {
        Span<double> emotions = stackalloc double[Emotions.Count];
        double weight = 0, valence = 0, arousal = 0;
        foreach (ref readonly var window in windows)
        {
            weight += window.Weight;
            valence += window.Valence;
            arousal += window.Arousal;
            for (var i = 0; i < emotions.Length; i++)
                emotions[i] += window.Emotion(i);
        }

        estimate = default;
        if (weight <= 0)
            return false;
        estimate = new MoodEstimate(FilterSpan.Normalised(emotions), new TargetMood((float)(valence / weight), (float)(arousal / weight)));
        return true;
    }
}
