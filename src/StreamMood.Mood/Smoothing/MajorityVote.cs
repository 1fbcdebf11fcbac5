using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// Majority vote (Lam and Suen 1997, IEEE Trans. SMC-A 27(5)): every face of the last windows has one vote, for its most
/// probable expression, however sure it is. The distribution is that of the votes.
/// </summary>
public sealed class MajorityVote : IMoodFilter
{
    /// <summary>A vote over windows of a length.</summary>
    /// <param name="window">Length of the windows.</param>
    /// <param name="span">How far back it looks; at least one window, at most 64.</param>
    public MajorityVote(TimeSpan window, TimeSpan span)
    {
        Memory = FilterSpan.Windows(window, span);
        Description = string.Create(CultureInfo.InvariantCulture, $"majority windows={Memory} window={window.TotalSeconds}s");
    }

    /// <inheritdoc />
    public string Description { get; }

    /// <inheritdoc />
    public int Memory { get; }

    /// <inheritdoc />
    public bool TryEstimate(ReadOnlySpan<MoodWindow> windows, out MoodEstimate estimate)
    {
        Span<double> votes = stackalloc double[Emotions.Count];
        foreach (ref readonly var window in windows)
            for (var i = 0; i < votes.Length; i++)
                votes[i] += window.Tops(i);
        var scores = FilterSpan.Normalised(votes);
        estimate = default;
        if (scores == default)
            return false;
        estimate = new MoodEstimate(scores, Circumplex.Expect(scores));
        return true;
    }
}
