using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training.Learners;

/// <summary>Features with their squares and products, standardised again: curved borders for linear learners.</summary>
internal sealed class QuadraticFeatures
{
    private readonly int _width;
    private readonly double[] _mean;
    private readonly double[] _scale;

    private QuadraticFeatures(int width)
    {
        _width = width;
        var all = width + width * (width + 1) / 2;
        (_mean, _scale) = (new double[all], new double[all]);
        Array.Fill(_scale, 1);
    }

    public static QuadraticFeatures Fit(double[][] rows)
    {
        var fitted = new QuadraticFeatures(rows[0].Length);
        var expanded = Array.ConvertAll(rows, fitted.Apply);
        var (mean, scale) = (new double[fitted._mean.Length], new double[fitted._mean.Length]);
        for (var f = 0; f < mean.Length; f++)
        {
            mean[f] = expanded.Average(r => r[f]);
            scale[f] = Math.Max(1e-9, Math.Sqrt(expanded.Average(r => (r[f] - mean[f]) * (r[f] - mean[f]))));
        }

        mean.CopyTo(fitted._mean, 0);
        scale.CopyTo(fitted._scale, 0);
        return fitted;
    }

    public double[] Apply(double[] row) => Apply((ReadOnlySpan<double>)row);

    public double[] Apply(ReadOnlySpan<double> row)
    {
        var result = new double[_mean.Length];
        row.CopyTo(result);
        var at = _width;
        for (var a = 0; a < _width; a++)
            for (var b = a; b < _width; b++)
                result[at++] = row[a] * row[b];
        for (var f = 0; f < result.Length; f++)
            result[f] = (result[f] - _mean[f]) / _scale[f];
        return result;
    }

    public string Export(OnnxGraph graph, string features)
    {
        var pairs = Enumerable.Range(0, _width).SelectMany(a => Enumerable.Range(a, _width - a).Select(b => (A: (long)a, B: (long)b))).ToArray();
        var axis = OnnxAttribute.Int("axis", 1);
        var products = graph.Node("Mul", [
            graph.Node("Gather", [features, graph.Constant("first", [.. pairs.Select(p => p.A)])], axis),
            graph.Node("Gather", [features, graph.Constant("second", [.. pairs.Select(p => p.B)])], axis)]);
        var scaled = graph.Unique("quadratic");
        graph.Node(
            "Scaler", OnnxGraph.Ml, [graph.Node("Concat", [features, products], axis)], [scaled],
            OnnxAttribute.Floats("offset", Array.ConvertAll(_mean, m => (float)m)),
            OnnxAttribute.Floats("scale", Array.ConvertAll(_scale, s => (float)(1 / s))));
        return scaled;
    }
}

/// <summary>A classifier over <see cref="QuadraticFeatures"/>.</summary>
internal sealed class QuadraticClassifier(QuadraticFeatures features, IClassifier inner) : IClassifier
{
    public void Predict(ReadOnlySpan<double> row, Span<double> probabilities) => inner.Predict(features.Apply(row), probabilities);

    public string Export(OnnxGraph graph, string row) => inner.Export(graph, features.Export(graph, row));
}
