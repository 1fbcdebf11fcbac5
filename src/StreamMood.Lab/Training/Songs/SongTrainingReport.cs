using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamMood.Lab.Training.Songs;

/// <summary>A figure over the outer folds.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Sd">Standard deviation of a fold.</param>
/// <param name="Ci">95 % interval of the mean with the corrected variance of Nadeau and Bengio.</param>
public sealed record Spread(double Mean, double Sd, double[] Ci);

/// <summary>One class of one learner.</summary>
public sealed record SongClassReport(string Label, double Precision, double Recall, double F1, int Support);

/// <summary>One bin of confidence.</summary>
public sealed record ConfidenceBin(int Count, double Confidence, double Accuracy);

/// <summary>One learner's estimate. Everything but accuracy is over all held-out predictions of all repeats together.</summary>
/// <param name="Learner">Its name.</param>
/// <param name="Accuracy">Over the outer folds.</param>
/// <param name="MacroPrecision">Mean precision of the classes.</param>
/// <param name="MacroRecall">Mean recall of the classes.</param>
/// <param name="MacroF1">Mean F1 of the classes.</param>
/// <param name="LogLoss">Mean −ln p(true class), nats.</param>
/// <param name="Ece">Expected calibration error, 15 bins.</param>
/// <param name="PerClass">The classes.</param>
/// <param name="Confusion">Rows are true, columns predicted; each song counts once a repeat.</param>
/// <param name="Reliability">The bins behind <paramref name="Ece"/>.</param>
/// <param name="Setting">Hyper-parameters found on all rows; null where they were given.</param>
/// <param name="Seconds">Thread seconds of all its fits.</param>
public sealed record LearnerReport(
    string Learner, Spread Accuracy, double MacroPrecision, double MacroRecall, double MacroF1, double LogLoss, double Ece,
    IReadOnlyList<SongClassReport> PerClass, int[][] Confusion, IReadOnlyList<ConfidenceBin> Reliability, string? Setting, double Seconds);

/// <summary>Two learners on the same splits.</summary>
public sealed record LearnerComparison(string First, string Second, double Difference, double[] Ci, double T, double P);

/// <summary>Accuracy after training on a part of the rows.</summary>
public sealed record LearningPoint(double Share, int Rows, double Accuracy, double Sd);

/// <summary>How much accuracy falls when a feature's values are shuffled among held-out songs.</summary>
public sealed record FeatureImportance(string Feature, double Drop, double Sd);

/// <summary>A figure that others, or simpler models, have reached.</summary>
public sealed record PublishedFigure(string Model, double Accuracy, double? Sd, string Note);

/// <summary>The model that was written.</summary>
public sealed record WrittenModel(string Learner, string Path, string Sha256, long Bytes);

/// <summary>What <c>train songs</c> found.</summary>
public sealed record SongTrainingReport(
    string Data, int Rows, int Duplicates, int Conflicts, IReadOnlyDictionary<string, int> Classes, IReadOnlyList<string> Features,
    int Folds, int Repeats, int InnerFolds, int Budget, int Seed, bool GroupedByArtist,
    IReadOnlyList<LearnerReport> Learners, IReadOnlyList<LearnerReport> Plain, IReadOnlyList<LearnerComparison> Tests,
    string Picked, IReadOnlyList<LearningPoint> LearningCurve, IReadOnlyList<FeatureImportance> Importance,
    IReadOnlyList<PublishedFigure> Published, WrittenModel? Model, double Seconds)
{
    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SongTrainingJson.Default.SongTrainingReport);
}

/// <summary>Source-generated JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SongTrainingReport))]
internal sealed partial class SongTrainingJson : JsonSerializerContext;
