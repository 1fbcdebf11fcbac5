using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamMood.Lab.Smoothing;

/// <summary>What <c>bench smoothing --json</c> and <c>tune smoothing --json</c> print.</summary>
public sealed record SmoothingReport
{
    /// <summary><c>smoothing</c>, or <c>smoothing-tuning</c>.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Streams, those with frames lost included.</summary>
    public required int Streams { get; init; }

    /// <summary>Their length together.</summary>
    public required double Minutes { get; init; }

    /// <summary>Emotion events in them.</summary>
    public required int Events { get; init; }

    /// <summary>The models that were behind them.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>What is said without smoothing.</summary>
    public required SmoothingFigures Raw { get; init; }

    /// <summary>The product's default; for a tuning, on the half that it was not picked on.</summary>
    public required SmoothingRow Default { get; init; }

    /// <summary>The knee; for a tuning, picked on one half and measured on the other.</summary>
    public required SmoothingRow Knee { get; init; }

    /// <summary>Of a tuning: the knee's figures on the half that it was picked on.</summary>
    public SmoothingRow? PickedOn { get; init; }

    /// <summary>The best setting of each filter.</summary>
    public required IReadOnlyList<SmoothingRow> Filters { get; init; }

    /// <summary>The Pareto front of false switches and delay.</summary>
    public required IReadOnlyList<SmoothingRow> Front { get; init; }

    /// <summary>The default under each condition, beside the raw stream.</summary>
    public required IReadOnlyList<ConditionRow> Conditions { get; init; }

    /// <summary>A report without its rows.</summary>
    public static SmoothingReport Of(string benchmark, IReadOnlyList<LabelledSequence> streams, SmoothingComparison comparison, SmoothingPoint byDefault, SmoothingPoint knee) => new()
    {
        Benchmark = benchmark,
        Streams = streams.Count,
        Minutes = Math.Round(streams.Sum(s => s.Length.TotalMinutes), 1),
        Events = streams.Sum(s => s.Events.Count),
        Models = [.. streams.SelectMany(s => s.Events.Take(1)).SelectMany(e => new[] { e.Models.Detector, e.Models.Emotion }).Distinct()],
        Raw = comparison.Raw,
        Default = SmoothingRow.Of(byDefault, comparison),
        Knee = SmoothingRow.Of(knee, comparison),
        Filters = [.. comparison.PerFilter().Select(p => SmoothingRow.Of(p, comparison))],
        Front = [.. comparison.Front().Select(p => SmoothingRow.Of(p, comparison))],
        Conditions = [.. streams.GroupBy(s => s.Condition).Select(g => ConditionRow.Of(g, byDefault.Way))],
    };

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SmoothingJson.Default.SmoothingReport);
}

/// <summary>A way with its figures.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Settings">All settings.</param>
/// <param name="Figures">Its figures.</param>
/// <param name="FalseShare">False switches over the raw stream's.</param>
/// <param name="KeepsBounds">At most a fifth of the raw stream's false switches at a p95 delay of at most 3 s.</param>
public sealed record SmoothingRow(string Filter, string Settings, SmoothingFigures Figures, double FalseShare, bool KeepsBounds)
{
    internal static SmoothingRow Of(SmoothingPoint point, SmoothingComparison comparison) => new(
        point.Way.Filter, point.Way.Name, point.Figures,
        Math.Round(point.Figures.FalseSwitchesPerMinute / Math.Max(comparison.Raw.FalseSwitchesPerMinute, 1e-9), 4), comparison.Keeps(point.Figures));
}

/// <summary>One condition.</summary>
public sealed record ConditionRow(string Condition, SmoothingFigures Raw, SmoothingFigures Default)
{
    internal static ConditionRow Of(IGrouping<string, LabelledSequence> streams, SmoothingWay way) =>
        new(streams.Key, SmoothingBenchmark.Raw(streams), SmoothingBenchmark.Measure(way, streams).Figures);
}

/// <summary>Source-generated JSON of the reports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(SmoothingReport))]
internal sealed partial class SmoothingJson : JsonSerializerContext;
