namespace StreamMood.Lab.Training;

/// <summary>Labelled rows for a learner.</summary>
/// <param name="Rows">n rows of d features each.</param>
/// <param name="Labels">n classes, 0 to <paramref name="Classes"/> − 1.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="ClassWeights">What a sample of each class counts; null for 1 each.</param>
internal sealed record TrainingSet(double[][] Rows, int[] Labels, int Classes, double[]? ClassWeights = null)
{
    /// <summary>Samples.</summary>
    public int Count => Rows.Length;

    /// <summary>Features.</summary>
    public int Width => Rows[0].Length;

    /// <summary>What a sample counts.</summary>
    public double Weight(int sample) => ClassWeights?[Labels[sample]] ?? 1;

    /// <summary>Some of the rows, in the order given.</summary>
    public TrainingSet Take(ReadOnlySpan<int> samples)
    {
        var (rows, labels) = (new double[samples.Length][], new int[samples.Length]);
        for (var i = 0; i < samples.Length; i++)
            (rows[i], labels[i]) = (Rows[samples[i]], Labels[samples[i]]);
        return this with { Rows = rows, Labels = labels };
    }

    /// <summary>Samples of each class.</summary>
    public int[] Counts()
    {
        var counts = new int[Classes];
        foreach (var label in Labels)
            counts[label]++;
        return counts;
    }

    /// <summary>Weighted share of each class.</summary>
    public double[] Priors()
    {
        var mass = Counts().Select((n, c) => n * (ClassWeights?[c] ?? 1)).ToArray();
        var all = mass.Sum();
        return [.. mass.Select(m => m / all)];
    }

    /// <summary>Weights that make every class count alike, n / (K n_c), as scikit-learn's <c>balanced</c>.</summary>
    public double[] BalancedWeights() => [.. Counts().Select(n => n == 0 ? 1 : (double)Count / (Classes * n))];
}
