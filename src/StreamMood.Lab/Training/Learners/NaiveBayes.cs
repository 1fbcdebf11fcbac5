using StreamMood.Lab.Search;

namespace StreamMood.Lab.Training.Learners;

/// <summary>
/// Gaussian naive Bayes: independent normal features a class, variances raised by <c>smoothing</c> × the largest variance of a
/// feature; scikit-learn's <c>GaussianNB</c>. Probabilities are the classes' posteriors.
/// </summary>
internal sealed class NaiveBayes : ILearner
{
    public string Name => "naive-bayes";

    public FeatureForm Form => FeatureForm.Standard;

    public SearchSpace Space { get; } = new(Parameter.Logarithmic("smoothing", 1e-9, 1e-9, 1), Parameter.OneOf("balanced", 0, 0, 1));

    public IClassifier Train(TrainingSet set, Setting setting, int seed)
    {
        var (d, priors) = (set.Width, set.Priors());
        var smoothing = setting["smoothing"] * Enumerable.Range(0, d).Max(f => Variance(set.Rows, f).Variance);
        var classes = new NormalClass[set.Classes];
        for (var k = 0; k < set.Classes; k++)
        {
            var rows = set.Rows.Where((_, i) => set.Labels[i] == k).ToArray();
            var (mean, whitening, constant) = (new double[d], new double[d, d], Math.Log(Math.Max(priors[k], 1e-300)));
            for (var f = 0; f < d; f++)
            {
                (mean[f], var variance) = Variance(rows, f);
                variance = Math.Max(variance + smoothing, 1e-12);
                whitening[f, f] = 1 / Math.Sqrt(variance);
                constant -= 0.5 * Math.Log(variance);
            }

            classes[k] = new NormalClass(mean, whitening, constant);
        }

        return new NormalClassifier(classes);
    }

    private static (double Mean, double Variance) Variance(double[][] rows, int f)
    {
        if (rows.Length == 0)
            return (0, 0);
        var mean = rows.Average(r => r[f]);
        return (mean, rows.Average(r => (r[f] - mean) * (r[f] - mean)));
    }
}
