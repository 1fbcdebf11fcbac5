using StreamMood.Lab.Search;

namespace StreamMood.Lab.Training.Learners;

/// <summary>
/// Multinomial logistic regression with an L2 penalty on the weights but not on the intercepts:
/// min C Σ w_i (−ln p_i) + ½ ‖W‖², scikit-learn's <c>LogisticRegression</c>. With <c>quadratic</c> over the features, their squares
/// and products. Probabilities are its own softmax.
/// </summary>
internal sealed class SoftmaxRegression : ILearner
{
    public string Name => "softmax";

    public FeatureForm Form => FeatureForm.Standard;

    public SearchSpace Space { get; } = new(
        Parameter.Logarithmic("c", 1, 0.01, 30), Parameter.OneOf("quadratic", 0, 0, 1), Parameter.OneOf("balanced", 0, 0, 1));

    public IClassifier Train(TrainingSet set, Setting setting, int seed)
    {
        if (!setting.Flag("quadratic"))
            return Fit(set, setting["c"]);
        var products = QuadraticFeatures.Fit(set.Rows);
        return new QuadraticClassifier(products, Fit(set with { Rows = Array.ConvertAll(set.Rows, products.Apply) }, setting["c"]));
    }

    private static LinearClassifier Fit(TrainingSet set, double c)
    {
        var (k, d) = (set.Classes, set.Width);
        var point = new double[k * (d + 1)];
        Lbfgs.Minimize((at, gradient) => Loss(set, c, at, gradient), point, 1e-6 * Math.Max(1, c), 500);
        return new LinearClassifier(point[..(k * d)], point[(k * d)..]);
    }

    private static double Loss(TrainingSet set, double c, ReadOnlySpan<double> at, Span<double> gradient)
    {
        var (classes, d) = (set.Classes, set.Width);
        var weights = at[..(classes * d)];
        var intercepts = at[(classes * d)..];
        double value = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            value += 0.5 * weights[i] * weights[i];
            gradient[i] = weights[i];
        }

        gradient[(classes * d)..].Clear();
        Span<double> scores = stackalloc double[classes];
        for (var i = 0; i < set.Count; i++)
        {
            ReadOnlySpan<double> row = set.Rows[i];
            for (var k = 0; k < classes; k++)
                scores[k] = intercepts[k] + System.Numerics.Tensors.TensorPrimitives.Dot(weights.Slice(k * d, d), row);
            var truth = scores[set.Labels[i]];
            var weight = c * set.Weight(i);
            value += weight * (Softmax.Apply(scores) - truth);
            scores[set.Labels[i]] -= 1;
            for (var k = 0; k < classes; k++)
            {
                var error = weight * scores[k];
                gradient[classes * d + k] += error;
                var part = gradient.Slice(k * d, d);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(row, error, part, part);
            }
        }

        return value;
    }
}
