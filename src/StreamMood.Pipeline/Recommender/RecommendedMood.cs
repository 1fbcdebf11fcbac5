using System.Diagnostics.Metrics;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Pipeline.Recommender;

/// <summary>The last recommendation for a camera or zone, as instruments. Written by one thread, read by any.</summary>
internal sealed class RecommendedMood : ICameraSeries
{
    private static readonly KeyValuePair<string, object?>[] Categories =
        [.. Enum.GetValues<SongCategory>().Select(c => new KeyValuePair<string, object?>("category", c.Name()))];

    private readonly bool _isZone;
    private long _switches;
    private RecommendationEvent? _last;

    public RecommendedMood(string name, bool isZone, int number, int limit)
    {
        _isZone = isZone;
        Label = isZone ? new("zone", name) : CameraSeries.LabelOf(name, number, limit);
    }

    public KeyValuePair<string, object?> Label { get; }

    /// <summary>The instruments of all of them.</summary>
    public static void Register(Meter meter, Func<IEnumerable<RecommendedMood>> all)
    {
        foreach (var (kind, isZone) in (ReadOnlySpan<(string, bool)>)[("camera", false), ("zone", true)])
        {
            var these = () => all().Where(m => m._isZone == isZone);
            meter.CreateObservableGauge(
                $"streammood.recommender.{kind}.category", () => Categories.SelectMany((category, i) => CameraSeries.Value(these(), m => m.Is(i), category)),
                null, $"1 for the song category of a {kind}, 0 for the others.");
            meter.CreateObservableCounter($"streammood.recommender.{kind}.switches", () => CameraSeries.Count(these(), m => Interlocked.Read(ref m._switches)), "{switch}", $"Times that the category of a {kind} changed.");
            Value("valence", $"Smoothed valence of a {kind}, -1 to 1.", m => m.Why?.Valence ?? double.NaN);
            Value("arousal", $"Smoothed arousal of a {kind}, -1 to 1.", m => m.Why?.Arousal ?? double.NaN);
            Value("confidence", $"Probability behind the state of a {kind}.", m => m.Why?.Confidence ?? double.NaN);

            void Value(string name, string description, Func<RecommendedMood, double> read) =>
                meter.CreateObservableGauge($"streammood.recommender.{kind}.{name}", () => CameraSeries.Value(these(), read), "1", description);
        }
    }

    /// <summary>Takes the newest.</summary>
    public void Set(RecommendationEvent made)
    {
        if (_last is { } last && last.Category != made.Category)
            Interlocked.Increment(ref _switches);
        Volatile.Write(ref _last, made);
    }

    private RecommendationReason? Why => Volatile.Read(ref _last)?.Why;

    private double Is(int category) => Volatile.Read(ref _last) is { } last ? ((int)last.Category == category ? 1 : 0) : double.NaN;
}
