using StreamMood.Lab.Search;
using StreamMood.Lab.Training.Learners;

namespace StreamMood.Lab.Training.Trees;

/// <summary>
/// Gradient-boosted trees (Friedman 2001, algorithm 6; stochastic with <c>subsample</c> below 1, Friedman 2002): one regression tree
/// a class and round on the gradient of the log loss, with Newton steps in the leaves; scikit-learn's
/// <c>GradientBoostingClassifier</c>. Probabilities are the softmax of the sums.
/// </summary>
internal sealed class GradientBoosting : ILearner
{
    public string Name => "boosting";

    public FeatureForm Form => FeatureForm.Plain;

    public SearchSpace Space { get; } = new(
        Parameter.OneOf("rounds", 60, 30, 60, 100), Parameter.Logarithmic("rate", 0.1, 0.03, 0.3), Parameter.OneOf("depth", 3, 1, 2, 3, 4),
        Parameter.OneOf("leaf", 5, 1, 3, 5, 10), Parameter.OneOf("subsample", 0.6, 0.5, 0.6, 0.8, 1), Parameter.OneOf("features", 0.5, 0.3, 0.5, 1),
        Parameter.OneOf("balanced", 0, 0, 1));

    public IClassifier Train(TrainingSet set, Setting setting, int seed)
    {
        var random = new Random(seed);
        var options = new TreeOptions(setting.Int("depth"), setting.Int("leaf"), Math.Max(1, (int)(setting["features"] * set.Width)), false);
        var (n, classes, rate, subsample) = (set.Count, set.Classes, setting["rate"], setting["subsample"]);
        var columns = new SortedColumns(set.Rows);
        var start = Array.ConvertAll(set.Priors(), p => Math.Log(Math.Max(p, 1e-12)));
        var (scores, shares) = (new double[n][], new double[n][]);
        for (var i = 0; i < n; i++)
            (scores[i], shares[i]) = ((double[])start.Clone(), new double[classes]);
        var terms = new List<Term>();
        var (targets, weights) = (new double[n][], new double[n]);
        for (var round = 0; round < setting.Int("rounds"); round++)
        {
            Draw(set, subsample, random, weights);
            for (var i = 0; i < n; i++)
            {
                scores[i].CopyTo(shares[i], 0);
                Softmax.Apply(shares[i]);
            }

            for (var k = 0; k < classes; k++)
            {
                for (var i = 0; i < n; i++)
                    targets[i] = [(set.Labels[i] == k ? 1 : 0) - shares[i][k]];
                var tree = TreeBuilder.Grow(columns, targets, weights, options, random);
                var leaves = NewtonSteps(set, tree, targets, weights);
                for (var i = 0; i < n; i++)
                    scores[i][k] += rate * tree.Value[leaves[i]][0];
                terms.Add(new Term(tree, k));
            }
        }

        return new TreeSum([.. terms], rate, start, softmax: true);
    }

    private static void Draw(TrainingSet set, double subsample, Random random, double[] weights)
    {
        var wanted = (int)(subsample * weights.Length);
        for (int i = 0, left = weights.Length; i < weights.Length; i++, left--)
        {
            var taken = wanted == left || random.NextDouble() * left < wanted;
            weights[i] = taken ? set.Weight(i) : 0;
            wanted -= taken ? 1 : 0;
        }
    }

    // (K−1)/K Σ w r / Σ w |r| (1 − |r|), over the samples that grew the tree.
    private static int[] NewtonSteps(TrainingSet set, Tree tree, double[][] residuals, double[] weights)
    {
        var leaves = new int[set.Count];
        var (upper, lower) = (new double[tree.Feature.Count], new double[tree.Feature.Count]);
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = tree.Leaf(set.Rows[i]);
            var r = residuals[i][0];
            upper[leaves[i]] += weights[i] * r;
            lower[leaves[i]] += weights[i] * Math.Abs(r) * (1 - Math.Abs(r));
        }

        for (var node = 0; node < upper.Length; node++)
            if (tree.Feature[node] < 0)
                tree.Value[node] = [Math.Abs(lower[node]) < 1e-150 ? 0 : upper[node] / lower[node] * (set.Classes - 1) / set.Classes];
        return leaves;
    }
}
