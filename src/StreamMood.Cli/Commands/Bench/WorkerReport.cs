using System.Text.Json.Serialization;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>What <c>bench worker --json</c> prints. Rates are frames a second with all cores at that stage alone.</summary>
internal sealed record WorkerReport(
    WorkerCeilings Ceilings,
    double FramesPerSecond,
    double FacesPerSecond,
    double RatioToCombined,
    double CpuMsPerFrame,
    double AllocatedBytesPerFrame,
    double PeakRssMb,
    BatchFigures Batch)
{
    /// <summary>
    /// Core-seconds a frame of the stages alone over those of the worker: what <see cref="RatioToCombined"/> comes to when nothing else
    /// runs on the machine; a ratio far below it says that something did.
    /// </summary>
    public required double CpuRatio { get; init; }

    public required BenchSetting Setting { get; init; }

    /// <summary>Each round: stages alone, worker and peer within seconds of each other.</summary>
    public required IReadOnlyList<RoundFigures> Rounds { get; init; }

    /// <summary>Shares of the allocated bytes by type; absent unless asked for.</summary>
    public IReadOnlyDictionary<string, double>? AllocatedTypes { get; init; }

    /// <summary>The worker with and without somebody who collects its metrics; absent unless asked for.</summary>
    public TelemetryCost? Telemetry { get; init; }

    /// <summary>The straightforward Python worker beside it; absent unless asked for.</summary>
    public PeerFigures? Peer { get; init; }
}

/// <summary>What it costs the worker to be watched: rounds without and with a scrape every five seconds, in turns.</summary>
/// <param name="CpuMsPerFrameOff">Milliseconds of all cores a frame, without; the median of the rounds.</param>
/// <param name="CpuMsPerFrameOn">With.</param>
/// <param name="Ratio">With over without.</param>
/// <param name="AllocatedBytesPerFrameOff">Bytes a frame, without.</param>
/// <param name="AllocatedBytesPerFrameOn">With; what the scrapes themselves allocate is among them.</param>
/// <param name="Rounds">Each round's two figures of milliseconds.</param>
internal sealed record TelemetryCost(
    double CpuMsPerFrameOff, double CpuMsPerFrameOn, double Ratio, double AllocatedBytesPerFrameOff, double AllocatedBytesPerFrameOn, IReadOnlyList<double[]> Rounds);

/// <summary>What <c>bench metrics --json</c> prints.</summary>
internal sealed record MetricsReport(int Series, long Bytes, double MedianMs, double LongestMs, double AllocatedBytesPerSeries, int Collections);

/// <summary>Frames a second that each stage alone would allow, and all together: cores over the sum of their core-seconds a frame.</summary>
internal sealed record WorkerCeilings(double Decode, double Detect, double Emotion, double Consume, double Combined);

/// <summary>A round's frames a second: what the stages alone allow, the worker's, the peer's.</summary>
internal sealed record RoundFigures(double Combined, double FramesPerSecond, double Ratio, double CpuRatio, double? PeerFramesPerSecond);

internal sealed record BatchFigures(double Mean, int P95);

/// <summary>What was measured on what.</summary>
internal sealed record BenchSetting(
    string Broker, string Scene, double FacesPerFrame, int BytesPerFrame, int Cameras, int Workers, int Cores, long Frames, double Seconds);

/// <summary>A Python worker of the same models over the same frames.</summary>
internal sealed record PeerFigures(double FramesPerSecond, double FacesPerFrame, double Seconds, int Processes, double OursOverPeer);

/// <summary>What <c>bench latency --json</c> prints.</summary>
internal sealed record LatencyReport(double? Load, double OfferedFps, Percentiles CaptureToEmotion)
{
    /// <summary>Frames a second that the workers managed before, in the same run; absent when the rate was given.</summary>
    public double? CapacityFps { get; init; }

    public required double InferredFps { get; init; }

    /// <summary>Whether every frame offered was read without skipping one.</summary>
    public required bool Held { get; init; }

    public required double GeneratorBehindMs { get; init; }

    public required FrameLedger Frames { get; init; }

    public required BenchSetting Setting { get; init; }
}

/// <summary>Milliseconds.</summary>
internal sealed record Percentiles(double P50, double P95, double P99, double P999);

/// <summary>captured = published + dropped; published = inferred + skipped + dead letters + in flight.</summary>
internal sealed record FrameLedger(
    long Captured, long Published, long Dropped, long Inferred, IReadOnlyDictionary<string, long> Skipped, long DeadLetters, long InFlight, bool AddsUp);

/// <summary>What <c>bench overload --json</c> prints.</summary>
internal sealed record OverloadReport(double Factor, double MaxAgeMs, double PeakFps, double OfferedFps, double OverloadFps, double RatioToPeak)
{
    /// <summary>Age of emitted frames, capture to acknowledged event, over the whole overload.</summary>
    public required Percentiles Age { get; init; }

    public required double AgeMaxMs { get; init; }

    /// <summary>Each round: the peak's frames a second, the overload's.</summary>
    public required IReadOnlyList<double[]> Rounds { get; init; }

    /// <summary>The overload second by second, round after round.</summary>
    public required IReadOnlyList<OverloadSecond> Seconds { get; init; }

    /// <summary>Events of the camera with the fewest and the most.</summary>
    public required CameraShare PerCamera { get; init; }

    public required FrameLedger Frames { get; init; }

    public required BenchSetting Setting { get; init; }
}

internal sealed record OverloadSecond(int Second, long Emitted, long Skipped, double P50, double P99, double Max);

internal sealed record CameraShare(long Fewest, long Most);

/// <summary>What <c>bench transport --json</c> prints: megabytes (10^6) a second.</summary>
internal sealed record TransportReport(int RecordBytes, long Records, TransportSide Producer, TransportSide Consumer)
{
    public required string Broker { get; init; }
}

/// <summary>Ours and Kafka's own tool; null where the tool was not named.</summary>
internal sealed record TransportSide(double MegabytesPerSecond, double? ToolMegabytesPerSecond, double? Ratio)
{
    /// <summary>Each round: ours, the tool's.</summary>
    public required IReadOnlyList<double[]> Rounds { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(WorkerReport))]
[JsonSerializable(typeof(LatencyReport))]
[JsonSerializable(typeof(OverloadReport))]
[JsonSerializable(typeof(TransportReport))]
[JsonSerializable(typeof(MetricsReport))]
[JsonSerializable(typeof(CatalogueBenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
