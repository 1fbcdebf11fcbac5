using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Metrics;

namespace StreamMood.Lab.Comparison;

/// <summary>Everything that one comparison found. Measured here and published elsewhere are kept apart.</summary>
public sealed record ComparisonReport
{
    /// <summary>Processors of the machine.</summary>
    public required int Processors { get; init; }

    /// <summary>One entry a data set and labels, models in the order of the options.</summary>
    public required IReadOnlyList<EmotionComparison> Emotions { get; init; }

    /// <summary>One entry a set of scenes.</summary>
    public required IReadOnlyList<DetectorComparison> Detectors { get; init; }

    /// <summary>Milliseconds to read one cut-out face on one thread, a classifier.</summary>
    public required IReadOnlyDictionary<string, double> MsPerFace { get; init; }

    /// <summary>How the classical pipeline gains from more faces: faces against accuracy on FER+'s PublicTest.</summary>
    public required IReadOnlyList<LearningPoint> ClassicalLearning { get; init; }

    /// <summary>How networks learnt, epoch by epoch, as far as their files say.</summary>
    public required IReadOnlyList<TrainingCurve> Training { get; init; }

    /// <summary>What others report.</summary>
    public IReadOnlyList<PublishedResult> Published { get; init; } = PublishedResult.All;

    /// <summary>What was left out and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The report as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ComparisonJson.Default.ComparisonReport);
}

/// <summary>The classifiers on one data set.</summary>
/// <param name="Title">Set, split and labels.</param>
/// <param name="Reports">A report a model.</param>
/// <param name="Reliability">The bins of the calibration error, a model.</param>
/// <param name="Mistakes">The surest mistakes of each model, by the set's own names of the pictures.</param>
/// <param name="Differences">McNemar's test of every pair.</param>
public sealed record EmotionComparison(
    string Title, IReadOnlyList<EmotionReport> Reports, IReadOnlyList<IReadOnlyList<ReliabilityBin>> Reliability,
    IReadOnlyList<IReadOnlyList<string>> Mistakes, IReadOnlyList<ModelDifference> Differences);

/// <summary>The detectors on one set of scenes.</summary>
/// <param name="Title">Which scenes, at which size.</param>
/// <param name="Reports">A report a model.</param>
public sealed record DetectorComparison(string Title, IReadOnlyList<DetectorReport> Reports);

/// <summary>A point of a learning curve.</summary>
/// <param name="Faces">Faces learnt from.</param>
/// <param name="Accuracy">Share read rightly.</param>
public readonly record struct LearningPoint(int Faces, double Accuracy);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ComparisonReport))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
