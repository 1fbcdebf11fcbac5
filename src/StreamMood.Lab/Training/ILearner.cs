using StreamMood.Lab.Search;
using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training;

/// <summary>A way to learn a classifier.</summary>
internal interface ILearner
{
    /// <summary>Its name on the command line and in reports.</summary>
    string Name { get; }

    /// <summary>How features are prepared for it.</summary>
    FeatureForm Form { get; }

    /// <summary>Its hyper-parameters with defaults and ranges.</summary>
    SearchSpace Space { get; }

    /// <summary>Learns from rows that are already in <see cref="Form"/>. The same seed gives the same model.</summary>
    IClassifier Train(TrainingSet set, Setting setting, int seed);
}

/// <summary>A learned classifier over prepared features.</summary>
internal interface IClassifier
{
    /// <summary>Probabilities of the classes for one row; they sum to 1.</summary>
    void Predict(ReadOnlySpan<double> features, Span<double> probabilities);

    /// <summary>Adds the classifier to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">Name of the float tensor of n × d prepared features.</param>
    /// <returns>Name of the float tensor of n × K probabilities.</returns>
    string Export(OnnxGraph graph, string features);
}
