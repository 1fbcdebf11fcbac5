using System.Globalization;
using System.Runtime.Intrinsics;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// Bayes filter of a hidden Markov model: the forward algorithm (Rabiner 1989, Proc. IEEE 77(2), section III-A) over the
/// expressions. What is likely to follow what, and what the classifier says of each expression, are learnt from data, see
/// <see cref="MoodChain"/>. A window's scores are soft evidence: the log likelihood of an expression is their mean under its
/// row of the confusion, times the looks that the window is worth. Clear windows therefore turn it at once, vague ones hardly.
/// Begins with equal shares <see cref="Memory"/> windows back, so that it needs no state.
/// </summary>
public sealed class HiddenMarkov : IMoodFilter
{
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(16);

    // The eight expressions side by side in one vector: by the expression before, and by the expression seen.
    private readonly Vector512<double>[] _stepOn;
    private readonly Vector512<double>[] _logConfusion;
    private readonly double _looks;

    /// <summary>A model over windows of a length.</summary>
    /// <param name="window">Length of the windows.</param>
    /// <param name="evidence">Independent looks that a second of one sure face is worth.</param>
    /// <param name="chain">What was learnt.</param>
    public HiddenMarkov(TimeSpan window, double evidence, MoodChain chain)
    {
        Memory = Math.Clamp(FilterSpan.Windows(window, Reach), 8, FilterSpan.MostWindows);
        _looks = evidence * window.TotalSeconds;
        var transitions = chain.Transitions(window);
        _stepOn = [.. Enumerable.Range(0, Emotions.Count).Select(before => Vector512.Create(transitions.AsSpan(before * Emotions.Count)))];
        _logConfusion = [.. Enumerable.Range(0, Emotions.Count).Select(seen => Vector512.Create(
            [.. Enumerable.Range(0, Emotions.Count).Select(state => Math.Log(chain.Confusion[(state * Emotions.Count) + seen]))]))];
        Description = string.Create(
            CultureInfo.InvariantCulture, $"hmm evidence={evidence} chain={chain.Name} window={window.TotalSeconds}s memory={Memory}");
    }

    /// <inheritdoc />
    public string Description { get; }

    /// <inheritdoc />
    public int Memory { get; }

    /// <inheritdoc />
    public bool TryEstimate(ReadOnlySpan<MoodWindow> windows, out MoodEstimate estimate)
    {
        var belief = Vector512.Create(1.0 / Emotions.Count);
        var seen = false;
        var last = windows[0].Index;
        foreach (ref readonly var window in windows)
        {
            for (; last < window.Index; last++)
                belief = Mix(_stepOn, belief);
            if (window.Weight <= 0)
                continue;
            seen = true;
            belief = Look(in window, belief);
        }

        estimate = default;
        if (!seen)
            return false;
        Span<double> shares = stackalloc double[Emotions.Count];
        belief.CopyTo(shares);
        var scores = FilterSpan.Normalised(shares);
        estimate = new MoodEstimate(scores, Circumplex.Expect(scores));
        return true;
    }

    // Frames of a window err alike, so many of them are worth little more than a few; one alone is worth half of that.
    private Vector512<double> Look(in MoodWindow window, Vector512<double> belief)
    {
        var looks = _looks * window.Weight / (window.Frames + 1);
        Span<double> scores = stackalloc double[Emotions.Count];
        for (var seen = 0; seen < scores.Length; seen++)
            scores[seen] = window.Emotion(seen);
        var log = Mix(_logConfusion, Vector512.Create<double>(scores)) * looks / window.Weight;
        var likely = belief * Vector512.Exp(log - Vector512.Create(Most(log)));
        return likely / Vector512.Sum(likely);
    }

    // A matrix, column by column, times a vector.
    private static Vector512<double> Mix(Vector512<double>[] columns, Vector512<double> shares)
    {
        var sum = Vector512<double>.Zero;
        for (var i = 0; i < Emotions.Count; i++)
            sum += columns[i] * shares[i];
        return sum;
    }

    private static double Most(Vector512<double> values)
    {
        var most = values[0];
        for (var i = 1; i < Emotions.Count; i++)
            most = Math.Max(most, values[i]);
        return most;
    }
}
