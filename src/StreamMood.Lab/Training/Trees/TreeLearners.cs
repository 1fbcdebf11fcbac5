using StreamMood.Lab.Search;

namespace StreamMood.Lab.Training.Trees;

/// <summary>One tree, split by the Gini index; scikit-learn's <c>DecisionTreeClassifier</c>. Probabilities are the leaf's shares.</summary>
internal sealed class DecisionTree : ILearner
{
    public string Name => "tree";

    public FeatureForm Form => FeatureForm.Plain;

    public SearchSpace Space { get; } = new(
        Parameter.OneOf("depth", 5, 2, 3, 4, 5, 6, 8, 12), Parameter.OneOf("leaf", 5, 1, 2, 3, 5, 8, 12, 20), Parameter.OneOf("balanced", 0, 0, 1));

    public IClassifier Train(TrainingSet set, Setting setting, int seed)
    {
        var options = new TreeOptions(setting.Int("depth"), setting.Int("leaf"), set.Width, false);
        var weights = Enumerable.Range(0, set.Count).Select(set.Weight).ToArray();
        var tree = TreeBuilder.Grow(new SortedColumns(set.Rows), OneHot(set), weights, options, new Random(seed));
        return new TreeSum([new Term(tree, -1)], 1, new double[set.Classes], softmax: false);
    }

    /// <summary>Targets that make the squared error the Gini index.</summary>
    public static double[][] OneHot(TrainingSet set) => Array.ConvertAll(set.Labels, label =>
    {
        var row = new double[set.Classes];
        row[label] = 1;
        return row;
    });
}

/// <summary>
/// Random forest (Breiman 2001): trees on bootstrap samples with a random choice of features a node; scikit-learn's
/// <c>RandomForestClassifier</c>. With <c>extra</c> no bootstrap but random thresholds, <c>ExtraTreesClassifier</c>. Probabilities are
/// the mean of the trees' leaf shares.
/// </summary>
internal sealed class RandomForest : ILearner
{
    public string Name => "forest";

    public FeatureForm Form => FeatureForm.Plain;

    public SearchSpace Space { get; } = new(
        Parameter.OneOf("trees", 100, 100), Parameter.OneOf("depth", 30, 6, 10, 30), Parameter.OneOf("leaf", 2, 1, 2, 3, 5),
        Parameter.OneOf("features", 0.3, 0.2, 0.3, 0.5, 0.8), Parameter.OneOf("extra", 0, 0, 1), Parameter.OneOf("balanced", 0, 0, 1));

    public IClassifier Train(TrainingSet set, Setting setting, int seed)
    {
        var random = new Random(seed);
        var extra = setting.Flag("extra");
        var options = new TreeOptions(setting.Int("depth"), setting.Int("leaf"), Math.Max(1, (int)(setting["features"] * set.Width)), extra);
        var (columns, targets) = (new SortedColumns(set.Rows), DecisionTree.OneHot(set));
        var terms = new Term[setting.Int("trees")];
        for (var t = 0; t < terms.Length; t++)
        {
            var weights = new double[set.Count];
            for (var i = 0; i < set.Count; i++)
            {
                var drawn = extra ? i : random.Next(set.Count);
                weights[drawn] += set.Weight(drawn);
            }

            terms[t] = new Term(TreeBuilder.Grow(columns, targets, weights, options, random), -1);
        }

        return new TreeSum(terms, 1.0 / terms.Length, new double[set.Classes], softmax: false);
    }
}
