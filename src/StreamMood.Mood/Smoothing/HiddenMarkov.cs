using System.Globalization;
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

    private readonly double[] _stepOn;
    private readonly double[] _logConfusion;
    private readonly double _looks;

    /// <summary>A model over windows of a length.</summary>
    /// <param name="window">Length of the windows.</param>
    /// <param name="evidence">Independent looks that a second of one sure face is worth.</param>
    /// <param name="chain">What was learnt.</param>
    public HiddenMarkov(TimeSpan window, double evidence, MoodChain chain)
    {
        Memory = Math.Clamp(FilterSpan.Windows(window, Reach), 8, FilterSpan.MostWindows);
        _looks = evidence * window.TotalSeconds;
        _stepOn = chain.Transitions(window);
        _logConfusion = [.. chain.Confusion.Select(c => Math.Log(c))];
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
        Span<double> belief = stackalloc double[Emotions.Count];
        Span<double> other = stackalloc double[Emotions.Count];
        belief.Fill(1.0 / Emotions.Count);
        var seen = false;
        var last = windows[0].Index;
        foreach (ref readonly var window in windows)
        {
            for (; last < window.Index; last++)
                StepOn(belief, other);
            if (window.Weight <= 0)
                continue;
            seen = true;
            Look(in window, belief, other);
        }

        estimate = default;
        if (!seen)
            return false;
        var scores = FilterSpan.Normalised(belief);
        estimate = new MoodEstimate(scores, Circumplex.Expect(scores));
        return true;
    }

    private void StepOn(Span<double> belief, Span<double> next)
    {
        next.Clear();
        for (var from = 0; from < belief.Length; from++)
            for (var to = 0; to < belief.Length; to++)
                next[to] += belief[from] * _stepOn[(from * Emotions.Count) + to];
        next.CopyTo(belief);
    }

    // Frames of a window err alike, so many of them are worth little more than a few; one alone is worth half of that.
    private void Look(in MoodWindow window, Span<double> belief, Span<double> log)
    {
        var looks = _looks * window.Weight / (window.Frames + 1);
        Span<double> scores = stackalloc double[Emotions.Count];
        for (var seen = 0; seen < scores.Length; seen++)
            scores[seen] = window.Emotion(seen);
        var most = double.NegativeInfinity;
        for (var state = 0; state < belief.Length; state++)
        {
            double sum = 0;
            for (var seen = 0; seen < Emotions.Count; seen++)
                sum += scores[seen] * _logConfusion[(state * Emotions.Count) + seen];
            log[state] = looks * sum / window.Weight;
            most = Math.Max(most, log[state]);
        }

        double all = 0;
        for (var state = 0; state < belief.Length; state++)
            all += belief[state] *= Math.Exp(log[state] - most);
        for (var state = 0; state < belief.Length; state++)
            belief[state] /= all;
    }
}
