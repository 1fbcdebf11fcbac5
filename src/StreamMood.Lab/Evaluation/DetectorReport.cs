using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Lab.Metrics;

namespace StreamMood.Lab.Evaluation;

/// <summary>What <c>evaluate detector --json</c> prints for one model.</summary>
public sealed record DetectorReport
{
    /// <summary>The model, <c>name@version</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Pictures with labelled faces.</summary>
    public required int Images { get; init; }

    /// <summary>Labelled faces.</summary>
    public required int Faces { get; init; }

    /// <summary>Share of the faces that are found at the model's threshold, by size.</summary>
    public required RecallByHeight Recall { get; init; }

    /// <summary>Share of the detections at the model's threshold that hit a face; null without detections.</summary>
    public required double? Precision { get; init; }

    /// <summary>See <see cref="AveragePrecision"/>, over all detections down to a score of 0.01.</summary>
    [JsonPropertyName("ap50")]
    public required double Ap50 { get; init; }

    /// <summary>Detections at the model's threshold a picture without faces; null without such pictures.</summary>
    public required double? FalsePositivesPerNegative { get; init; }

    /// <summary>Mean <see cref="LandmarkError"/> of the faces found that have points; null without any.</summary>
    public required double? Nme { get; init; }

    /// <summary>Median milliseconds to resize, run and decode one picture on one thread; reading the JPEG is left out.</summary>
    public required double MsPerImage { get; init; }

    /// <summary>The model's file; not in the JSON.</summary>
    [JsonIgnore]
    public string Sha256 { get; init; } = "";

    /// <summary>Size of the model's file; not in the JSON.</summary>
    [JsonIgnore]
    public long ModelBytes { get; init; }

    /// <summary>Faces by size as in <see cref="Recall"/>: at least 96, 48, 24, 0 pixels; not in the JSON.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> FacesByHeight { get; init; } = [];

    /// <summary>Share of the pictures without faces that got a detection; not in the JSON.</summary>
    [JsonIgnore]
    public double? NegativesWithFace { get; init; }

    /// <summary>The report as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.DetectorReport);
}

/// <summary>Recall by the face's height in pixels after the picture was scaled to the detector's input; null where there is no such face.</summary>
/// <param name="From96">96 and more.</param>
/// <param name="From48">48 to below 96.</param>
/// <param name="From24">24 to below 48.</param>
/// <param name="From0">Below 24.</param>
public sealed record RecallByHeight(
    [property: JsonPropertyName("96")] double? From96,
    [property: JsonPropertyName("48")] double? From48,
    [property: JsonPropertyName("24")] double? From24,
    [property: JsonPropertyName("0")] double? From0);
