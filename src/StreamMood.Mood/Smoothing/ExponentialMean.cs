using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// Exponentially weighted mean (Roberts 1959, Technometrics 1(3)) over windows, each window with the weight of its faces: a
/// window in which little was seen says little. Cut where the weight has fallen to a thousandth, which makes the memory finite.
/// </summary>
public sealed class ExponentialMean : IMoodFilter
{
    private const double Negligible = 1e-3;

    private readonly double _decay;

    /// <summary>A mean over windows of a length, in which what is older by the half-life counts half.</summary>
    /// <param name="window">Length of the windows.</param>
    /// <param name="halfLife">Half-life; the memory is cut at 64 windows however long it is.</param>
    public ExponentialMean(TimeSpan window, TimeSpan halfLife)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(halfLife, TimeSpan.Zero);
        _decay = Math.Pow(0.5, window / halfLife);
        Memory = Math.Clamp((int)Math.Ceiling(Math.Log(Negligible) / Math.Log(_decay)), 1, FilterSpan.MostWindows);
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"exponential-mean half-life={halfLife.TotalSeconds}s window={window.TotalSeconds}s memory={Memory}");
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
        var newest = windows[^1].Index;
        var factor = 1d;
        var age = 0L;
        for (var w = windows.Length - 1; w >= 0; w--)
        {
            ref readonly var window = ref windows[w];
            // Always the same products in the same order: the result must not depend on how the windows came to be here.
            for (; age < newest - window.Index; age++)
                factor *= _decay;
            weight += factor * window.Weight;
            valence += factor * window.Valence;
            arousal += factor * window.Arousal;
            for (var i = 0; i < emotions.Length; i++)
                emotions[i] += factor * window.Emotion(i);
        }

        estimate = default;
        if (weight <= 0)
            return false;
        estimate = new MoodEstimate(FilterSpan.Normalised(emotions), new TargetMood((float)(valence / weight), (float)(arousal / weight)));
        return true;
    }
}
