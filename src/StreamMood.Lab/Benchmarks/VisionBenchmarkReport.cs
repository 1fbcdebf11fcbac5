using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamMood.Lab.Benchmarks;

/// <summary>What <c>bench vision --json</c> prints.</summary>
public sealed record VisionBenchmarkReport
{
    /// <summary>Always <c>vision</c>.</summary>
    public string Benchmark { get; init; } = "vision";

    /// <summary>Size of the measured pictures.</summary>
    public required string Picture { get; init; }

    /// <summary>Threads of the measurement: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Logical processors of the machine.</summary>
    public required int Processors { get; init; }

    /// <summary>Work of others on the machine when the measurement began: the load average of the last minute; absent where unknown.</summary>
    public double? LoadAverage { get; init; }

    /// <summary>Provider of the models.</summary>
    public required string Provider { get; init; }

    /// <summary>Models by <c>name@version</c> with their SHA-256.</summary>
    public required IReadOnlyDictionary<string, string> Models { get; init; }

    /// <summary>How often each stage was measured; stages take turns, so that drift of the machine falls on all alike.</summary>
    public required int Rounds { get; init; }

    /// <summary>The stages.</summary>
    public required IReadOnlyList<StageTiming> Stages { get; init; }

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BenchmarkJson.Default.VisionBenchmarkReport);
}

/// <summary>One measured stage.</summary>
public sealed record StageTiming
{
    /// <summary><c>decode</c>, <c>detect</c>, <c>align+emotion</c> or <c>whole</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>The detector, <c>name@version</c>; absent where none takes part.</summary>
    public string? Detector { get; init; }

    /// <summary>Faces in the picture, or crops in the batch.</summary>
    public required int Faces { get; init; }

    /// <summary>Faces that the detector found in the picture; alignment is given the known places, so that the count holds.</summary>
    public int? Found { get; init; }

    /// <summary>Median milliseconds.</summary>
    public required double Ms { get; init; }

    /// <summary>Milliseconds below which one of ten measurements lies: the time without other work on the machine in between.</summary>
    public required double P10Ms { get; init; }

    /// <summary>Milliseconds below which nine of ten measurements lie.</summary>
    public required double P90Ms { get; init; }

    /// <summary>Pictures a second on one thread; for align+emotion, faces.</summary>
    public required double PerSecond { get; init; }

    /// <summary>Median milliseconds of the ONNX sessions alone on the same tensors; absent where no model runs.</summary>
    public double? SessionMs { get; init; }

    /// <summary>The same at the tenth percentile.</summary>
    public double? SessionP10Ms { get; init; }

    /// <summary>
    /// <see cref="P10Ms"/> over <see cref="SessionP10Ms"/>. Interruptions only ever add time, and more of it to longer stages, so
    /// the tenth percentile tells overhead from a busy machine; on an idle one the medians give the same.
    /// </summary>
    public double? Overhead { get; init; }

    /// <summary>The same without decoding the JPEG; only for the whole.</summary>
    public double? OverheadWithoutDecode { get; init; }
}

/// <summary>Source-generated JSON of the reports: camel case, absent instead of null, indented for people.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(VisionBenchmarkReport))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
