using MathNet.Numerics.LinearAlgebra;
using StreamMood.Lab.Search;
using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training.Learners;

/// <summary>
/// Quadratic discriminant analysis (Hastie, Tibshirani and Friedman 2009, 4.3): one normal distribution a class, Σ_k regularised to
/// (1 − r) Σ_k + r I; scikit-learn's <c>QuadraticDiscriminantAnalysis(reg_param=r)</c>. Probabilities are the classes' posteriors.
/// </summary>
internal sealed class QuadraticDiscriminant : ILearner
{
    public string Name => "qda";

    public FeatureForm Form => FeatureForm.Standard;

    public SearchSpace Space { get; } = new(Parameter.Uniform("regularisation", 0.1, 0, 0.8), Parameter.OneOf("balanced", 0, 0, 1));

    public IClassifier Train(TrainingSet set, Setting setting, int seed)
    {
        var (d, priors, r) = (set.Width, set.Priors(), setting["regularisation"]);
        var normals = new NormalClass[set.Classes];
        for (var k = 0; k < set.Classes; k++)
        {
            var (mean, scatter) = ClassMoments.Of(set, k);
            var n = set.Labels.Count(l => l == k);
            var covariance = (1 - r) * scatter / Math.Max(1, n - 1) + Matrix<double>.Build.DenseIdentity(d) * Math.Max(r, 1e-12);
            // Σ⁻¹ = AᵀA, so that the Mahalanobis distance is ‖A (x − mean)‖².
            var eigen = covariance.Evd(Symmetricity.Symmetric);
            var values = eigen.EigenValues.Map(v => Math.Max(v.Real, 1e-12)).ToArray();
            var whitening = Matrix<double>.Build.DenseOfDiagonalArray(Array.ConvertAll(values, v => 1 / Math.Sqrt(v))) * eigen.EigenVectors.Transpose();
            normals[k] = new NormalClass(mean.ToArray(), whitening.ToArray(), -0.5 * values.Sum(Math.Log) + Math.Log(Math.Max(priors[k], 1e-300)));
        }

        return new NormalClassifier(normals);
    }
}

/// <summary>A normal distribution: score(x) = constant − ½ ‖whitening (x − mean)‖².</summary>
internal sealed record NormalClass(double[] Mean, double[,] Whitening, double Constant);

/// <summary>Posteriors of normally distributed classes.</summary>
internal sealed class NormalClassifier(NormalClass[] classes) : IClassifier
{
    public void Predict(ReadOnlySpan<double> features, Span<double> probabilities)
    {
        for (var k = 0; k < classes.Length; k++)
        {
            var (mean, whitening, score) = (classes[k].Mean, classes[k].Whitening, classes[k].Constant);
            for (var row = 0; row < whitening.GetLength(0); row++)
            {
                double sum = 0;
                for (var f = 0; f < mean.Length; f++)
                    sum += whitening[row, f] * (features[f] - mean[f]);
                score -= 0.5 * sum * sum;
            }

            probabilities[k] = score;
        }

        Softmax.Apply(probabilities);
    }

    // ai.onnx.ml has no operator for it, so it is ‖x Aᵀ − m Aᵀ‖² in plain ones, all classes side by side.
    public string Export(OnnxGraph graph, string features)
    {
        var (k, d) = (classes.Length, classes[0].Mean.Length);
        var (matrix, shift) = (new float[d * k * d], new float[k * d]);
        for (var c = 0; c < k; c++)
            for (var row = 0; row < d; row++)
            {
                double at = 0;
                for (var f = 0; f < d; f++)
                {
                    matrix[f * k * d + c * d + row] = (float)classes[c].Whitening[row, f];
                    at += classes[c].Whitening[row, f] * classes[c].Mean[f];
                }

                shift[c * d + row] = (float)at;
            }

        var white = graph.Node("Sub", [graph.Node("MatMul", [features, graph.Constant("whitening", matrix, d, k * d)]), graph.Constant("means", shift)]);
        var square = graph.Node("Reshape", [graph.Node("Mul", [white, white]), graph.Constant("shape", -1, k, d)]);
        var distance = graph.Node("ReduceSum", [square, graph.Constant("axes", 2)], OnnxAttribute.Int("keepdims", 0));
        var score = graph.Node("Sub", [
            graph.Constant("constants", [.. classes.Select(c => (float)c.Constant)]),
            graph.Node("Mul", [distance, graph.Constant("half", [0.5f])])]);
        return graph.Node("Softmax", [score], OnnxAttribute.Int("axis", 1));
    }
}
