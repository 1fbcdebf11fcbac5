using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Datasets;

/// <summary>
/// The majority label of FER+ after Barsoum, Zhang, Canton Ferrer and Zhang 2016 (arXiv 1608.01041), as their
/// published code applies it (github microsoft/FERPlus, <c>ferplus.py</c>, mode majority).
/// </summary>
/// <remarks>
/// Ten raters voted for one of eight expressions, <c>unknown</c> or <c>not a face</c>. A single vote for a choice is an
/// outlier and set to zero. The choice with more than half of the votes that are left is the label; pictures without one,
/// ties therefore among them, and pictures won by <c>unknown</c> or <c>not a face</c> are left out.
/// </remarks>
public static class FerPlusVotes
{
    /// <summary>Choices of a rater: the eight expressions in the order of <see cref="Emotion"/>, unknown, not a face.</summary>
    public const int Choices = 10;

    /// <summary>The label of one picture.</summary>
    /// <param name="votes">Votes a choice, ten numbers.</param>
    /// <returns>Null when the picture is left out.</returns>
    public static Emotion? Majority(ReadOnlySpan<int> votes)
    {
        if (votes.Length != Choices)
            throw new ArgumentException($"expected {Choices} vote counts, got {votes.Length}", nameof(votes));
        var (best, most, total) = (0, 0, 0);
        for (var i = 0; i < votes.Length; i++)
        {
            var kept = votes[i] > 1 ? votes[i] : 0;
            total += kept;
            if (kept > most)
                (best, most) = (i, kept);
        }

        return 2 * most > total && best < Emotions.Count ? (Emotion)best : null;
    }
}
