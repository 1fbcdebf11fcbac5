using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// Kalman filter (Kalman 1960, J. Basic Engineering 82(1)) of valence and arousal as two random walks of equal noise: a window
/// counts the more, the more its faces weigh and the less is known. The mood is the one whose centre explains the point best,
/// uncertainty included (see <see cref="MoodCentres"/>); the expressions are averaged with the same gains. Begins knowing
/// nothing <see cref="Memory"/> windows back, so that it needs no state.
/// </summary>
public sealed class KalmanPlane : IMoodFilter
{
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(16);

    private readonly MoodCentres _centres;
    private readonly double _driftVariance;
    private readonly double _noiseVariance;

    /// <summary>A filter over windows of a length.</summary>
    /// <param name="window">Length of the windows.</param>
    /// <param name="drift">Standard deviation of a mood's wandering in a second.</param>
    /// <param name="noise">Standard deviation of what a second of one sure face says.</param>
    /// <param name="centres">Where the moods lie.</param>
    public KalmanPlane(TimeSpan window, double drift, double noise, MoodCentres centres)
    {
        Memory = Math.Clamp(FilterSpan.Windows(window, Reach), 8, FilterSpan.MostWindows);
        _driftVariance = drift * drift * window.TotalSeconds;
        _noiseVariance = noise * noise / window.TotalSeconds;
        _centres = centres;
        Description = string.Create(
            CultureInfo.InvariantCulture, $"kalman drift={drift} noise={noise} centres={centres.Name} window={window.TotalSeconds}s memory={Memory}");
    }

    /// <inheritdoc />
    public string Description { get; }

    /// <inheritdoc />
    public int Memory { get; }

    /// <inheritdoc />
    public bool TryEstimate(ReadOnlySpan<MoodWindow> windows, out MoodEstimate estimate)
    {
        Span<double> emotions = stackalloc double[Emotions.Count];
        double valence = 0, arousal = 0, variance = 0;
        var seen = false;
        var last = windows[0].Index;
        foreach (ref readonly var window in windows)
        {
            variance += (window.Index - last) * _driftVariance;
            last = window.Index;
            if (window.Weight <= 0)
                continue;
            var error = _noiseVariance * (window.Frames + 1) / window.Weight;
            var gain = seen ? variance / (variance + error) : 1;
            variance = seen ? (1 - gain) * variance : error;
            seen = true;
            valence += gain * ((window.Valence / window.Weight) - valence);
            arousal += gain * ((window.Arousal / window.Weight) - arousal);
            for (var i = 0; i < emotions.Length; i++)
                emotions[i] += gain * ((window.Emotion(i) / window.Weight) - emotions[i]);
        }

        estimate = default;
        if (!seen)
            return false;
        estimate = new MoodEstimate(
            FilterSpan.Normalised(emotions), new TargetMood((float)valence, (float)arousal), Masses(valence, arousal, variance));
        return true;
    }

    private CategoryMasses Masses(double valence, double arousal, double variance)
    {
        Span<double> logs = stackalloc double[4];
        var most = double.NegativeInfinity;
        for (var i = 0; i < logs.Length; i++)
        {
            var (v, a, spread) = _centres[i];
            var all = (spread * spread) + variance;
            logs[i] = -Math.Log(all) - ((((valence - v) * (valence - v)) + ((arousal - a) * (arousal - a))) / (2 * all));
            most = Math.Max(most, logs[i]);
        }

        double sum = 0;
        foreach (ref var log in logs)
            sum += log = Math.Exp(log - most);
        return new CategoryMasses((float)(logs[0] / sum), (float)(logs[1] / sum), (float)(logs[2] / sum), (float)(logs[3] / sum));
    }
}
