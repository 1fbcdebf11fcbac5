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

    /// <summary>A meter for one role's instruments; they end with it.</summary>
    public static Meter Create() => new(Name);
}
