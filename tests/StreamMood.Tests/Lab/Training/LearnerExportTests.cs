using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamMood.Lab.Training;
using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Tests.Lab.Training;

/// <summary>Exported models in ONNX Runtime against the trained ones.</summary>
public sealed class LearnerExportTests
{
    // The second column is skewed and positive, the fifth may be missing.
    private static readonly FeatureColumn[] Columns =
        [new("a"), new("b", Slope: 1, Offset: 0.01), new("c"), new("d"), new("e", Optional: true)];

    public static TheoryData<string> Learners => [.. AllLearners.List.Select(l => l.Name), "softmax quadratic", "forest extra"];

    [Theory]
    [MemberData(nameof(Learners))]
    public void Export_Learner_AnswersAsTheTrainedModel(string name)
    {
        var learner = AllLearners.Named(name.Split(' ')[0]);
        var setting = learner.Space.Default;
        if (name.Contains(' ', StringComparison.Ordinal))
            setting = setting.With((name.Split(' ')[1], 1));
        Compare(TrainedModel.Train(learner, LearnerReference.Train, Columns, setting, 3));
    }

    [Fact]
    public void Export_MeanOfModels_AnswersAsTheTrainedModels() => Compare(TrainedModel.Mean(
        ((string[])["softmax", "qda", "rbf-svm", "forest", "boosting"]).Select(AllLearners.Named)
            .Select(l => TrainedModel.Train(l, LearnerReference.Train, Columns, l.Space.Default, 3))));

    private static void Compare(TrainedModel model)
    {
        double[][] rows = [.. LearnerReference.Test, [0, 1, 0, 0, double.NaN], [1e6, 1e6, -1e6, 0, 0]];
        var input = new DenseTensor<float>(rows.SelectMany(r => r).Select(v => (float)v).ToArray(), [rows.Length, Columns.Length]);
        using var session = new InferenceSession(model.Export(Columns.Length, new OnnxGraph()));
        using var result = session.Run([NamedOnnxValue.CreateFromTensor("features", input)]);
        var shares = result.Single(r => r.Name == "probabilities").AsTensor<float>();
        var labels = result.Single(r => r.Name == "label").AsTensor<long>();
        for (var i = 0; i < rows.Length; i++)
        {
            var expected = model.Predict(rows[i]);
            for (var k = 0; k < expected.Length; k++)
                Assert.InRange(Math.Abs(expected[k] - shares[i, k]), 0, 2e-3);
            var best = Array.IndexOf(expected, expected.Max());
            Assert.True(labels[i] == best || expected[best] - expected[(int)labels[i]] < 1e-3, $"row {i}: {labels[i]} instead of {best}");
        }
    }
}
