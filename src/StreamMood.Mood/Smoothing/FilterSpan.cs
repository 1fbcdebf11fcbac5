using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Smoothing;

/// <summary>What filters share.</summary>
internal static class FilterSpan
{
    /// <summary>Most windows a filter looks back.</summary>
    public const int MostWindows = 64;

    /// <summary>A span in windows, 1 to <see cref="MostWindows"/>.</summary>
    public static int Windows(TimeSpan window, TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        return Math.Clamp((int)Math.Round(span / window, MidpointRounding.AwayFromZero), 1, MostWindows);
    }

    /// <summary>Values as a distribution. Scores are written with four digits and need not add up to one exactly; these do.</summary>
    public static EmotionScores Normalised(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        EmotionScores scores = default;
        if (sum > 0)
            for (var i = 0; i < values.Length; i++)
                scores[i] = (float)(values[i] / sum);
        return scores;
    }
}
