using MathNet.Numerics.LinearAlgebra;
using StreamMood.Lab.Search;

namespace StreamMood.Lab.Training.Learners;

/// <summary>
/// Linear discriminant analysis (Fisher 1936; Hastie, Tibshirani and Friedman 2009, 4.3): one normal distribution a class with a
/// common covariance Σ = Σ_k π_k Σ_k, each Σ_k shrunk towards tr(Σ_k)/d · I; scikit-learn's <c>LinearDiscriminantAnalysis</c> with
/// <c>solver="lsqr"</c>. Probabilities are the classes' posteriors.
/// </summary>
internal sealed class LinearDiscriminant : ILearner
{
    public string Name => "lda";

    public FeatureForm Form => FeatureForm.Standard;

    public SearchSpace Space { get; } = new(Parameter.Uniform("shrinkage", 0.01, 0, 0.6), Parameter.OneOf("balanced", 0, 0, 1));

    public IClassifier Train(TrainingSet set, Setting setting, int seed)
    {
        var (d, priors, shrinkage) = (set.Width, set.Priors(), setting["shrinkage"]);
        var common = Matrix<double>.Build.Dense(d, d);
        var means = new Vector<double>[set.Classes];
        for (var k = 0; k < set.Classes; k++)
        {
            (means[k], var scatter) = ClassMoments.Of(set, k);
            var covariance = scatter / Math.Max(1, set.Labels.Count(l => l == k));
            var ridge = Matrix<double>.Build.DenseIdentity(d) * (shrinkage * covariance.Trace() / d);
            common += priors[k] * ((1 - shrinkage) * covariance + ridge);
        }

        // A feature that never varies would make the matrix singular.
        common += Matrix<double>.Build.DenseIdentity(d) * 1e-12;
        var solver = common.Cholesky();
        var (weights, intercepts) = (new double[set.Classes * d], new double[set.Classes]);
        for (var k = 0; k < set.Classes; k++)
        {
            var direction = solver.Solve(means[k]);
            direction.AsArray().CopyTo(weights, k * d);
            intercepts[k] = -0.5 * means[k].DotProduct(direction) + Math.Log(Math.Max(priors[k], 1e-300));
        }

        return new LinearClassifier(weights, intercepts);
    }
}

/// <summary>Mean and scatter of one class.</summary>
internal static class ClassMoments
{
    /// <summary>The mean and Σ (x − mean)(x − mean)ᵀ of a class's rows.</summary>
    public static (Vector<double> Mean, Matrix<double> Scatter) Of(TrainingSet set, int label)
    {
        var rows = set.Rows.Where((_, i) => set.Labels[i] == label).ToArray();
        if (rows.Length == 0)
            return (Vector<double>.Build.Dense(set.Width), Matrix<double>.Build.Dense(set.Width, set.Width));
        var matrix = Matrix<double>.Build.DenseOfRowArrays(rows);
        var mean = matrix.ColumnSums() / rows.Length;
        for (var i = 0; i < rows.Length; i++)
            matrix.SetRow(i, matrix.Row(i) - mean);
        return (mean, matrix.TransposeThisAndMultiply(matrix));
    }
}
