using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Metrics;
using StreamMood.Vision.Emotions;

namespace StreamMood.Lab.Evaluation;

/// <summary>What <c>evaluate emotions --json</c> prints for one model. All figures but the counts are 0 to 1, or as said.</summary>
public sealed record EmotionReport
{
    /// <summary>The model, <c>name@version</c>.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public required string Sha256 { get; init; }

    /// <summary><c>votes</c> or <c>fer</c>, see <see cref="EmotionReadout"/>.</summary>
    public required string Readout { get; init; }

    /// <summary>The data set.</summary>
    public required string Dataset { get; init; }

    /// <summary><c>fer</c> or <c>ferplus</c>, see <see cref="LabelSet"/>.</summary>
    public required string Labels { get; init; }

    /// <summary>The split.</summary>
    public required string Split { get; init; }

    /// <summary>Labelled pictures of the split.</summary>
    public required int Images { get; init; }

    /// <summary>Those of them in which no face was found; the figures are over the others.</summary>
    public required int NoFace { get; init; }

    /// <summary>Share read rightly.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Its 95 % interval, see <see cref="Bootstrap"/>.</summary>
    public required double[] AccuracyCi { get; init; }

    /// <summary>See <see cref="ClassificationMetrics.BalancedAccuracy"/>.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary>See <see cref="ClassificationMetrics.MacroPrecision"/>.</summary>
    public required double MacroPrecision { get; init; }

    /// <summary>See <see cref="ClassificationMetrics.MacroRecall"/>.</summary>
    public required double MacroRecall { get; init; }

    /// <summary>See <see cref="ClassificationMetrics.MacroF1"/>.</summary>
    [JsonPropertyName("macroF1")]
    public required double MacroF1 { get; init; }

    /// <summary>See <see cref="ClassificationMetrics.WeightedF1"/>.</summary>
    [JsonPropertyName("weightedF1")]
    public required double WeightedF1 { get; init; }

    /// <summary>See <see cref="ClassificationMetrics.Kappa"/>; −1 to 1.</summary>
    public required double Kappa { get; init; }

    /// <summary>See <see cref="Calibration.ExpectedError"/>, 15 bins.</summary>
    public required double Ece { get; init; }

    /// <summary>See <see cref="Calibration.NegativeLogLikelihood"/>; nats.</summary>
    public required double Nll { get; init; }

    /// <summary>Each class, in the order of <see cref="Confusion"/>.</summary>
    public required IReadOnlyList<ClassReport> PerClass { get; init; }

    /// <summary>Rows truth, columns what the model said.</summary>
    public required int[][] Confusion { get; init; }

    /// <summary>Faces read, cut out and classified a second of wall time, all threads together.</summary>
    public required double FacesPerSecond { get; init; }

    /// <summary>Size of the model's file.</summary>
    public required long ModelBytes { get; init; }

    /// <summary>The report as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.EmotionReport);

    internal static EmotionReport Of(EmotionRun run, int seed)
    {
        var (dataset, classes) = (run.Dataset, run.Classes);
        var matrix = ConfusionMatrix.Of(run.Truth, run.Predicted, classes.Count);
        var metrics = new ClassificationMetrics(matrix);
        var (low, high) = Bootstrap.Accuracy(run.Correct, [.. run.Pictures.Select(i => dataset.Faces[i].Person)], seed);
        return new EmotionReport
        {
            Model = run.Model.Id,
            Sha256 = run.Model.Sha256,
            Readout = run.Readout == EmotionReadout.Fer ? "fer" : "votes",
            Dataset = dataset.Name,
            Labels = dataset.Labels.Name(),
            Split = dataset.Split,
            Images = dataset.Faces.Count,
            NoFace = dataset.Faces.Count - run.Pictures.Length,
            Accuracy = Rounded(metrics.Accuracy),
            AccuracyCi = [Rounded(low), Rounded(high)],
            BalancedAccuracy = Rounded(metrics.BalancedAccuracy),
            MacroPrecision = Rounded(metrics.MacroPrecision),
            MacroRecall = Rounded(metrics.MacroRecall),
            MacroF1 = Rounded(metrics.MacroF1),
            WeightedF1 = Rounded(metrics.WeightedF1),
            Kappa = Rounded(metrics.Kappa),
            Ece = Rounded(Calibration.ExpectedError(run.Bins)),
            Nll = Rounded(Calibration.NegativeLogLikelihood(run.Probabilities, run.Truth, classes.Count)),
            PerClass = [.. metrics.PerClass.Select((c, i) => new ClassReport(classes[i].Label(), Rounded(c.Precision), Rounded(c.Recall), Rounded(c.F1), c.Support))],
            Confusion = matrix.ToRows(),
            FacesPerSecond = Math.Round(run.FacesPerSecond, 1),
            ModelBytes = run.Model.Bytes,
        };
    }

    private static double Rounded(double value) => Math.Round(value, 6);
}

/// <summary>One class of an <see cref="EmotionReport"/>.</summary>
/// <param name="Label">The class.</param>
/// <param name="Precision">See <see cref="ClassFigures.Precision"/>.</param>
/// <param name="Recall">See <see cref="ClassFigures.Recall"/>.</param>
/// <param name="F1">See <see cref="ClassFigures.F1"/>.</param>
/// <param name="Support">Pictures of the class.</param>
public sealed record ClassReport(string Label, double Precision, double Recall, double F1, int Support);
