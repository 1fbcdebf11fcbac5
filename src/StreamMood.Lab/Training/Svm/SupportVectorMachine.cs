using StreamMood.Lab.Search;

namespace StreamMood.Lab.Training.Svm;

/// <summary>
/// Support vector machine (Cortes and Vapnik 1995), one against one over the pairs of classes; scikit-learn's <c>SVC</c>. Probabilities:
/// a Platt sigmoid a pair, fitted to scores of five-fold cross-validation, and pairwise coupling. The class is the most probable one.
/// </summary>
internal sealed class SupportVectorMachine : ILearner
{
    private const int PlattFolds = 5;
    private readonly bool _radial;

    private SupportVectorMachine(bool radial)
    {
        _radial = radial;
        Space = radial
            ? new(Parameter.Logarithmic("c", 2, 0.1, 30), Parameter.Logarithmic("gamma", 0.05, 0.005, 0.3), Parameter.OneOf("balanced", 0, 0, 1))
            : new(Parameter.Logarithmic("c", 1, 0.01, 30), Parameter.OneOf("balanced", 0, 0, 1));
    }

    /// <summary>K(x, z) = x·z.</summary>
    public static SupportVectorMachine Linear { get; } = new(false);

    /// <summary>K(x, z) = exp(−γ ‖x − z‖²).</summary>
    public static SupportVectorMachine Radial { get; } = new(true);

    /// <summary>Largest violation of optimality; scikit-learn's default.</summary>
    internal double Tolerance { get; init; } = 1e-3;

    public string Name => _radial ? "rbf-svm" : "linear-svm";

    public FeatureForm Form => FeatureForm.Standard;

    public SearchSpace Space { get; }

    /// <summary>The same machine, solved to another tolerance.</summary>
    internal SupportVectorMachine WithTolerance(double tolerance) => new(_radial) { Tolerance = tolerance };

    public IClassifier Train(TrainingSet set, Setting setting, int seed)
    {
        var (c, gamma) = (setting["c"], _radial ? setting["gamma"] : 0);
        var rows = set.Rows;
        var kernel = new double[rows.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            kernel[i] = new double[rows.Length];
            for (var j = 0; j <= i; j++)
                kernel[i][j] = kernel[j][i] = PairwiseSvm.Kernel(rows[i], rows[j], _radial, gamma);
        }

        var members = Enumerable.Range(0, set.Classes).Select(k => Enumerable.Range(0, set.Count).Where(i => set.Labels[i] == k).ToArray()).ToArray();
        var pairs = new List<PairMachine>();
        var random = new Random(seed);
        for (var a = 0; a < set.Classes; a++)
            for (var b = a + 1; b < set.Classes; b++)
                pairs.Add(Pair(set, kernel, members[a], members[b], c, random));
        return new PairwiseSvm(set, [.. pairs], _radial, gamma);
    }

    private PairMachine Pair(TrainingSet set, double[][] kernel, int[] first, int[] second, double c, Random random)
    {
        int[] rows = [.. first, .. second];
        var machine = Solve(rows);
        var order = Enumerable.Range(0, rows.Length).ToArray();
        random.Shuffle(order);
        var scores = new double[rows.Length];
        for (var fold = 0; fold < PlattFolds; fold++)
        {
            var inside = order.Where((_, at) => at % PlattFolds != fold).Select(i => rows[i]).ToArray();
            var part = Solve(inside);
            for (var at = fold; at < order.Length; at += PlattFolds)
            {
                var values = kernel[rows[order[at]]];
                scores[order[at]] = part.Score(i => values[inside[i]]);
            }
        }

        return new PairMachine(rows, machine, Platt.Fit(scores, [.. rows.Select((_, i) => i < first.Length)]));

        BinarySvm Solve(int[] subset) => SmoSolver.Solve(
            kernel, subset, [.. subset.Select(i => set.Labels[i] == set.Labels[first[0]])], [.. subset.Select(i => c * set.Weight(i))], Tolerance);
    }
}

/// <summary>The machine of one pair of classes.</summary>
/// <param name="Rows">Training rows it was solved on.</param>
/// <param name="Machine">Its coefficients, row by row.</param>
/// <param name="Platt">Its probabilities.</param>
internal sealed record PairMachine(int[] Rows, BinarySvm Machine, Platt Platt);
