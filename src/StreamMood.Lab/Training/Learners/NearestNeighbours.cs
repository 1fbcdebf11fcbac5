using StreamMood.Lab.Search;
using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training.Learners;

/// <summary>
/// k nearest neighbours by Euclidean distance; scikit-learn's <c>KNeighborsClassifier</c> where <c>smoothing</c> is 0. Probabilities
/// are the neighbours' weighted shares with <c>smoothing</c> more neighbours spread over the classes (Laplace), because none among
/// fifteen is no proof of never.
/// </summary>
internal sealed class NearestNeighbours : ILearner
{
    public string Name => "knn";

    public FeatureForm Form => FeatureForm.Standard;

    public SearchSpace Space { get; } = new(
        new Parameter("k", 15, u => 3 + Math.Floor(u * 38)), Parameter.OneOf("smoothing", 1, 1), Parameter.OneOf("balanced", 0, 0, 1));

    public IClassifier Train(TrainingSet set, Setting setting, int seed) =>
        new NeighbourClassifier(set, Math.Min(setting.Int("k"), set.Count), setting["smoothing"]);
}

/// <summary>Votes of the nearest training rows.</summary>
internal sealed class NeighbourClassifier : IClassifier
{
    private readonly TrainingSet _set;
    private readonly int _k;
    private readonly double _smoothing;

    public NeighbourClassifier(TrainingSet set, int k, double smoothing) => (_set, _k, _smoothing) = (set, k, smoothing);

    public void Predict(ReadOnlySpan<double> features, Span<double> probabilities)
    {
        var (distances, order) = (new double[_set.Count], new int[_set.Count]);
        for (var i = 0; i < order.Length; i++)
            (distances[i], order[i]) = (System.Numerics.Tensors.TensorPrimitives.Distance(features, _set.Rows[i]), i);
        Array.Sort(distances, order);
        probabilities.Fill(_smoothing / _set.Classes);
        for (var i = 0; i < _k; i++)
            probabilities[_set.Labels[order[i]]] += _set.Weight(order[i]);
        double all = 0;
        foreach (var mass in probabilities)
            all += mass;
        for (var c = 0; c < probabilities.Length; c++)
            probabilities[c] /= all;
    }

    // No operator of ai.onnx.ml does it: the order of ‖x − r‖² is that of ‖r‖² − 2 x·r, so one product and a TopK suffice.
    public string Export(OnnxGraph graph, string features)
    {
        var (n, d, k) = (_set.Count, _set.Width, _set.Classes);
        var (transposed, squares, votes) = (new float[d * n], new float[n], new float[n * k]);
        for (var i = 0; i < n; i++)
        {
            votes[i * k + _set.Labels[i]] = (float)_set.Weight(i);
            for (var f = 0; f < d; f++)
            {
                transposed[f * n + i] = (float)(-2 * _set.Rows[i][f]);
                squares[i] += (float)(_set.Rows[i][f] * _set.Rows[i][f]);
            }
        }

        var distances = graph.Node("Add", [graph.Node("MatMul", [features, graph.Constant("rows", transposed, d, n)]), graph.Constant("squares", squares)]);
        var (nearest, indices) = (graph.Unique("distances"), graph.Unique("neighbours"));
        graph.Node("TopK", "", [distances, graph.Constant("k", _k)], [nearest, indices], OnnxAttribute.Int("largest", 0), OnnxAttribute.Int("axis", 1));
        var votesOf = graph.Node("Gather", [graph.Constant("votes", votes, n, k), indices], OnnxAttribute.Int("axis", 0));
        var mass = graph.Node("Add", [
            graph.Node("ReduceSum", [votesOf, graph.Constant("axes", 1)], OnnxAttribute.Int("keepdims", 0)),
            graph.Constant("smoothing", [(float)(_smoothing / k)])]);
        return graph.Node("Div", [mass, graph.Node("ReduceSum", [mass, graph.Constant("axes", 1)], OnnxAttribute.Int("keepdims", 1))]);
    }
}
