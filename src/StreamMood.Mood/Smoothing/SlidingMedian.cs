using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// Running median (Tukey 1977, Exploratory Data Analysis) of the last windows' means, each expression for itself, renormalised: a single odd window
/// leaves no trace. Windows in which no face had weight do not take part.
/// </summary>
public sealed class SlidingMedian : IMoodFilter
{
    /// <summary>A median over windows of a length.</summary>
    /// <param name="window">Length of the windows.</param>
    /// <param name="span">How far back it looks; at least one window, at most 64.</param>
    public SlidingMedian(TimeSpan window, TimeSpan span)
    {
        Memory = FilterSpan.Windows(window, span);
        Description = string.Create(CultureInfo.InvariantCulture, $"median windows={Memory} window={window.TotalSeconds}s");
    }

    /// <inheritdoc />
    public string Description { get; }

    /// <inheritdoc />
    public int Memory { get; }

    /// <inheritdoc />
    public bool TryEstimate(ReadOnlySpan<MoodWindow> windows, out MoodEstimate estimate)
    {
        Span<double> values = stackalloc double[FilterSpan.MostWindows];
        Span<double> emotions = stackalloc double[Emotions.Count];
        estimate = default;
        var count = 0;
        for (var i = 0; i < Emotions.Count; i++)
        {
            count = 0;
            foreach (ref readonly var window in windows)
                if (window.Weight > 0)
                    values[count++] = window.Emotion(i) / window.Weight;
            if (count == 0)
                return false;
            emotions[i] = Median(values[..count]);
        }

        var scores = FilterSpan.Normalised(emotions);
        if (scores == default)
            return false;
        estimate = new MoodEstimate(scores, Circumplex.Expect(scores));
        return true;
    }

    private static double Median(Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
