using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training.Learners;

/// <summary>Softmax over one linear score a class.</summary>
/// <param name="weights">K × d, class by class.</param>
/// <param name="intercepts">K.</param>
internal sealed class LinearClassifier(double[] weights, double[] intercepts) : IClassifier
{
    private readonly int _width = weights.Length / intercepts.Length;

    public void Predict(ReadOnlySpan<double> features, Span<double> probabilities)
    {
        for (var k = 0; k < intercepts.Length; k++)
        {
            var score = intercepts[k];
            for (var f = 0; f < _width; f++)
                score += weights[k * _width + f] * features[f];
            probabilities[k] = score;
        }

        Softmax.Apply(probabilities);
    }

    public string Export(OnnxGraph graph, string features)
    {
        var output = graph.Unique("linear");
        graph.Node(
            "LinearClassifier", OnnxGraph.Ml, [features], [graph.Unique("label"), output],
            OnnxAttribute.Floats("coefficients", Array.ConvertAll(weights, w => (float)w)),
            OnnxAttribute.Floats("intercepts", Array.ConvertAll(intercepts, w => (float)w)),
            OnnxAttribute.Ints("classlabels_ints", [.. Enumerable.Range(0, intercepts.Length).Select(k => (long)k)]),
            OnnxAttribute.Text("post_transform", "SOFTMAX"));
        return output;
    }
}
