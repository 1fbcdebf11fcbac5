using System.Numerics.Tensors;
using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training.Svm;

/// <summary>One machine a pair of classes, their support vectors held once.</summary>
internal sealed class PairwiseSvm : IClassifier
{
    private readonly int _classes;
    private readonly bool _radial;
    private readonly double _gamma;
    private readonly double[][] _vectors;
    private readonly int[] _perClass;
    private readonly double[][] _coefficients;
    private readonly double[] _offsets;
    private readonly Platt[] _platts;

    /// <param name="set">What it was trained on.</param>
    /// <param name="pairs">Machines of the pairs 0–1, 0–2, …, 1–2, ….</param>
    /// <param name="radial">Which kernel.</param>
    /// <param name="gamma">Width of the radial kernel.</param>
    public PairwiseSvm(TrainingSet set, PairMachine[] pairs, bool radial, double gamma)
    {
        (_classes, _radial, _gamma) = (set.Classes, radial, gamma);
        var full = Array.ConvertAll(pairs, pair =>
        {
            var coefficients = new double[set.Count];
            for (var i = 0; i < pair.Rows.Length; i++)
                coefficients[pair.Rows[i]] = pair.Machine.Coefficients[i];
            return coefficients;
        });
        var used = Enumerable.Range(0, set.Count).Where(i => full.Any(c => c[i] != 0)).OrderBy(i => set.Labels[i]).ThenBy(i => i).ToArray();
        _vectors = Array.ConvertAll(used, i => set.Rows[i]);
        _perClass = [.. Enumerable.Range(0, set.Classes).Select(k => used.Count(i => set.Labels[i] == k))];
        _coefficients = Array.ConvertAll(full, c => Array.ConvertAll(used, i => c[i]));
        _offsets = Array.ConvertAll(pairs, p => p.Machine.Offset);
        _platts = Array.ConvertAll(pairs, p => p.Platt);
    }

    public static double Kernel(ReadOnlySpan<double> a, ReadOnlySpan<double> b, bool radial, double gamma)
    {
        if (!radial)
            return TensorPrimitives.Dot(a, b);
        var distance = TensorPrimitives.Distance(a, b);
        return Math.Exp(-gamma * distance * distance);
    }

    /// <summary>Scores of the pairs; positive for the first class.</summary>
    public double[] Scores(ReadOnlySpan<double> features)
    {
        var kernel = new double[_vectors.Length];
        for (var i = 0; i < kernel.Length; i++)
            kernel[i] = Kernel(features, _vectors[i], _radial, _gamma);
        var scores = new double[_offsets.Length];
        for (var pair = 0; pair < scores.Length; pair++)
            scores[pair] = _offsets[pair] + TensorPrimitives.Dot(_coefficients[pair], kernel);
        return scores;
    }

    public void Predict(ReadOnlySpan<double> features, Span<double> probabilities)
    {
        var (scores, pairs, at) = (Scores(features), new double[_classes, _classes], 0);
        for (var a = 0; a < _classes; a++)
            for (var b = a + 1; b < _classes; b++, at++)
            {
                pairs[a, b] = Math.Clamp(_platts[at].Probability(scores[at]), 1e-7, 1 - 1e-7);
                pairs[b, a] = 1 - pairs[a, b];
            }

        PairwiseCoupling.Solve(pairs, probabilities);
    }

    // LIBSVM's layout: a vector of class a has its coefficients against b < a in row b and against b > a in row b − 1.
    public string Export(OnnxGraph graph, string features)
    {
        var count = _vectors.Length;
        var coefficients = new float[(_classes - 1) * count];
        var (pair, first) = (0, new int[_classes]);
        for (var k = 1; k < _classes; k++)
            first[k] = first[k - 1] + _perClass[k - 1];
        for (var a = 0; a < _classes; a++)
            for (var b = a + 1; b < _classes; b++, pair++)
            {
                for (var i = first[a]; i < first[a] + _perClass[a]; i++)
                    coefficients[(b - 1) * count + i] = (float)_coefficients[pair][i];
                for (var i = first[b]; i < first[b] + _perClass[b]; i++)
                    coefficients[a * count + i] = (float)_coefficients[pair][i];
            }

        var output = graph.Unique("svm");
        graph.Node(
            "SVMClassifier", OnnxGraph.Ml, [features], [graph.Unique("label"), output],
            OnnxAttribute.Text("kernel_type", _radial ? "RBF" : "LINEAR"), OnnxAttribute.Floats("kernel_params", (float)_gamma, 0, 0),
            OnnxAttribute.Floats("support_vectors", [.. _vectors.SelectMany(v => v).Select(v => (float)v)]),
            OnnxAttribute.Ints("vectors_per_class", [.. _perClass.Select(n => (long)n)]),
            OnnxAttribute.Floats("coefficients", coefficients), OnnxAttribute.Floats("rho", Array.ConvertAll(_offsets, o => (float)o)),
            OnnxAttribute.Floats("prob_a", Array.ConvertAll(_platts, p => (float)p.A)),
            OnnxAttribute.Floats("prob_b", Array.ConvertAll(_platts, p => (float)p.B)),
            OnnxAttribute.Ints("classlabels_ints", [.. Enumerable.Range(0, _classes).Select(k => (long)k)]),
            OnnxAttribute.Text("post_transform", "NONE"));
        return output;
    }
}
