using System.Globalization;
using System.Text.Json.Serialization;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>
/// The demo's last line. captured = published + dropped and published = inferred + skipped + deadLetters + inFlight hold exactly.
/// </summary>
internal sealed record DemoSummary(
    double Seconds,
    int Cameras,
    FrameLedger Frames,
    long EmotionEvents,
    long Recommendations,
    long Faces,
    LatencyPair LatencyMs,
    Truth Truth,
    double PeakRssMb,
    double CpuSeconds,
    string Provider,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyDictionary<string, CameraSummary> PerCamera,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Http)
{
    /// <summary>Tells this line from the recommendations before it.</summary>
    [JsonPropertyOrder(-1)]
    public string Kind { get; } = "summary";
}

/// <summary>What became of the frames.</summary>
internal sealed record FrameLedger(
    long Captured,
    long Published,
    IReadOnlyDictionary<string, long> Dropped,
    long Inferred,
    IReadOnlyDictionary<string, long> Skipped,
    long DeadLetters,
    long InFlight)
{
    /// <summary>
    /// Whether both sums hold. Each number has its own source: the cameras count what they capture, drop and see acknowledged,
    /// the worker what it reads, finishes, and what the broker still holds for it.
    /// </summary>
    [JsonIgnore]
    public bool AddsUp => Captured == Published + Dropped.Values.Sum()
        && Published == Inferred + Skipped.Values.Sum() + DeadLetters + InFlight;
}

/// <summary>One camera's part of the ledger.</summary>
internal sealed record CameraSummary(long Captured, long Published, long Inferred, long FramesWithFaces, long Faces);

/// <summary>The two delays a user feels.</summary>
internal sealed record LatencyPair(Percentiles CaptureToEmotion, Percentiles WindowEndToRecommendation);

/// <summary>Milliseconds; null when nothing was measured.</summary>
internal sealed record Percentiles(double? P50, double? P95, double? P99)
{
    /// <summary>Those of what was recorded.</summary>
    public static Percentiles Of(LatencyHistogram histogram) => histogram.Count == 0
        ? new(null, null, null)
        : new(Ms(histogram, 50), Ms(histogram, 95), Ms(histogram, 99));

    /// <summary>For people.</summary>
    public override string ToString() => P50 is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"p50 {P50} ms, p95 {P95} ms, p99 {P99} ms");

    private static double Ms(LatencyHistogram histogram, double percent) => Math.Round(histogram.Percentile(percent).TotalMilliseconds, 1);
}

/// <summary>Recommended against acted category, over windows of synthetic cameras that hold one expression.</summary>
/// <param name="Windows">Such windows that got a recommendation.</param>
/// <param name="Correct">Those whose category is the one the acted expression stands for.</param>
internal sealed record Truth(int Windows, int Correct)
{
    /// <summary>Correct over windows; absent when there was no such window.</summary>
    public double? Accuracy => Windows == 0 ? null : Math.Round((double)Correct / Windows, 4);
}

/// <summary>Source-generated JSON of the demo's lines.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoSummary))]
internal sealed partial class DemoJson : JsonSerializerContext;
