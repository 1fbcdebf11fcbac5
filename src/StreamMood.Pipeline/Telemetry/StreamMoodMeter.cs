using System.Diagnostics.Metrics;

namespace StreamMood.Pipeline.Telemetry;

/// <summary>
/// Conventions of all metrics: one meter called <see cref="Name"/>; instruments called <c>streammood.role.thing</c>; base units
/// (seconds, bytes); labels from bounded sets only, such as reasons and stages, never ids of frames or tracks. Counters observe
/// the exact totals that the ledger and the summaries read, so that both always agree.
/// </summary>
public static class StreamMoodMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "StreamMood";

    /// <summary>Label of a reason.</summary>
    public const string Reason = "reason";

    /// <summary>Label of a stage.</summary>
    public const string Stage = "stage";

    /// <summary>Label of a camera.</summary>
    public const string Camera = "camera";

    /// <summary>Bounds of durations between a millisecond and half a minute, in seconds.</summary>
    internal static InstrumentAdvice<double> Durations { get; } =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    /// <summary>A meter for one role's instruments; they end with it.</summary>
    public static Meter Create() => new(Name);
}
