using StreamMood.Lab.Search;
using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training;

/// <summary>Feature preparation and classifier as one; several of them answer with their mean.</summary>
internal sealed class TrainedModel
{
    private readonly (FeatureScaling Scaling, IClassifier Classifier)[] _parts;
    private readonly int _classes;

    private TrainedModel(int classes, params (FeatureScaling, IClassifier)[] parts) => (_classes, _parts) = (classes, parts);

    /// <summary>Trains a learner on raw rows.</summary>
    public static TrainedModel Train(ILearner learner, TrainingSet raw, IReadOnlyList<FeatureColumn> columns, Setting setting, int seed)
    {
        var scaling = FeatureScaling.Fit(raw.Rows, columns, learner.Form);
        var weights = setting.Values.GetValueOrDefault("balanced") != 0 ? raw.BalancedWeights() : null;
        var set = raw with { Rows = scaling.Apply(raw.Rows), ClassWeights = weights };
        return new TrainedModel(raw.Classes, (scaling, learner.Train(set, setting, seed)));
    }

    /// <summary>The mean of several models' probabilities.</summary>
    public static TrainedModel Mean(IEnumerable<TrainedModel> models)
    {
        var all = models.ToArray();
        return new TrainedModel(all[0]._classes, [.. all.SelectMany(m => m._parts)]);
    }

    /// <summary>Probabilities of a raw row.</summary>
    public double[] Predict(double[] row)
    {
        var (sum, one) = (new double[_classes], new double[_classes]);
        foreach (var (scaling, classifier) in _parts)
        {
            classifier.Predict(scaling.Apply(row), one);
            for (var k = 0; k < _classes; k++)
                sum[k] += one[k] / _parts.Length;
        }

        return sum;
    }

    /// <summary>
    /// The model as ONNX: input <c>features</c> (float, n × d, raw; NaN where a value is missing), outputs <c>probabilities</c> (float,
    /// n × K) and <c>label</c> (int64, n), the most probable class.
    /// </summary>
    /// <param name="width">Number of raw features.</param>
    /// <param name="graph">A graph without inputs and outputs, which may hold metadata.</param>
    /// <param name="name">Name of the graph.</param>
    public byte[] Export(int width, OnnxGraph graph, string name = "model")
    {
        graph.Input("features", -1, width);
        var outputs = Array.ConvertAll(_parts, part => part.Classifier.Export(graph, part.Scaling.Export(graph, "features")));
        var sum = outputs.Length == 1 ? outputs[0] : graph.Node("Sum", outputs);
        graph.Node("Mul", "", [sum, graph.Constant("share", [1f / outputs.Length])], ["probabilities"]);
        graph.Node("ArgMax", "", ["probabilities"], ["label"], OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("keepdims", 0));
        graph.Output("probabilities", -1, _classes);
        graph.LongOutput("label", -1);
        return graph.ToArray(name);
    }
}
