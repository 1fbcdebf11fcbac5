using System.Text.Json;
using StreamMood.Lab.Metrics;

namespace StreamMood.Tests.Lab.Metrics;

public sealed class ClassificationReferenceTests
{
    // Both sides compute in double precision; only the order of sums differs.
    private const double Close = 1e-9;

    // Probabilities come in single precision.
    private const double Single = 1e-5;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Metrics_MadeUpScores_AreScikitLearns(int set)
    {
        var expected = Reference.Of("classification")[set];
        var (truth, classes) = (expected.Ints("truth"), expected.GetProperty("classes").GetInt32());
        var rows = Rows(expected);
        var predicted = Array.ConvertAll(rows, r => Array.IndexOf(r, r.Max()));

        var matrix = ConfusionMatrix.Of(truth, predicted, classes);
        var metrics = new ClassificationMetrics(matrix);

        Assert.Equal(expected.Number("accuracy"), metrics.Accuracy, Close);
        Assert.Equal(expected.Number("balancedAccuracy"), metrics.BalancedAccuracy, Close);
        Assert.Equal(expected.Number("macroPrecision"), metrics.MacroPrecision, Close);
        Assert.Equal(expected.Number("macroRecall"), metrics.MacroRecall, Close);
        Assert.Equal(expected.Number("macroF1"), metrics.MacroF1, Close);
        Assert.Equal(expected.Number("weightedF1"), metrics.WeightedF1, Close);
        Assert.Equal(expected.Number("kappa"), metrics.Kappa, Close);
        Assert.Equal(expected.GetProperty("confusion").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetInt32()).ToArray()), matrix.ToRows());
        for (var c = 0; c < classes; c++)
        {
            // The file rounds to eight digits.
            Assert.Equal(expected.Floats("precision")[c], metrics.PerClass[c].Precision, 1e-6);
            Assert.Equal(expected.Floats("recall")[c], metrics.PerClass[c].Recall, 1e-6);
            Assert.Equal(expected.Floats("f1")[c], metrics.PerClass[c].F1, 1e-6);
            Assert.Equal(expected.Ints("support")[c], metrics.PerClass[c].Support);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Calibration_MadeUpScores_IsTheReferences(int set)
    {
        var expected = Reference.Of("classification")[set];
        var (truth, classes) = (expected.Ints("truth"), expected.GetProperty("classes").GetInt32());
        var rows = Rows(expected);
        var correct = rows.Select((r, i) => Array.IndexOf(r, r.Max()) == truth[i]).ToArray();

        Assert.Equal(expected.Number("ece"), Calibration.ExpectedError(Calibration.Reliability(Array.ConvertAll(rows, r => r.Max()), correct)), Single);
        Assert.Equal(expected.Number("nll"), Calibration.NegativeLogLikelihood(rows.SelectMany(r => r).ToArray(), truth, classes), Single);
    }

    [Fact]
    public void Kappa_OneClassAndAllRight_IsOne() =>
        Assert.Equal(1, new ClassificationMetrics(ConfusionMatrix.Of([0, 0], [0, 0], 2)).Kappa);

    [Fact]
    public void NegativeLogLikelihood_ProbabilityZero_StaysFinite() =>
        Assert.Equal(-Math.Log(1e-7), Calibration.NegativeLogLikelihood([0, 1], [0], 2), 1e-9);

    [Fact]
    public void Reliability_ConfidenceOnAnEdge_BelongsToTheLowerBin()
    {
        var bins = Calibration.Reliability([0.25f, 0.2500001f, 1, 0], [true, true, true, true], 4);
        Assert.Equal([2, 1, 0, 1], bins.Select(b => b.Count));
    }

    private static float[][] Rows(JsonElement element) =>
        [.. element.GetProperty("probabilities").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetSingle()).ToArray())];
}
