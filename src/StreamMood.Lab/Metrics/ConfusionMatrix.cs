namespace StreamMood.Lab.Metrics;

/// <summary>How often each true class (row) was taken for each class (column).</summary>
/// <param name="classes">Number of classes.</param>
public sealed class ConfusionMatrix(int classes)
{
    private readonly int[] _counts = new int[classes * classes];

    /// <summary>Number of classes.</summary>
    public int Classes => classes;

    /// <summary>Number of samples.</summary>
    public int Total { get; private set; }

    /// <summary>Samples of class <paramref name="truth"/> taken for <paramref name="predicted"/>.</summary>
    public int this[int truth, int predicted] => _counts[truth * classes + predicted];

    /// <summary>A matrix of pairs.</summary>
    /// <exception cref="ArgumentException">When the lengths differ.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes)
    {
        if (truth.Length != predicted.Length)
            throw new ArgumentException($"{truth.Length} labels but {predicted.Length} predictions");
        var matrix = new ConfusionMatrix(classes);
        for (var i = 0; i < truth.Length; i++)
            matrix.Add(truth[i], predicted[i]);
        return matrix;
    }

    /// <summary>Counts one sample.</summary>
    public void Add(int truth, int predicted)
    {
        _counts[truth * classes + predicted]++;
        Total++;
    }

    /// <summary>Samples of a true class.</summary>
    public int Support(int truth) => Sum(_counts.AsSpan(truth * classes, classes));

    /// <summary>Samples taken for a class.</summary>
    public int Predicted(int predicted)
    {
        var sum = 0;
        for (var truth = 0; truth < classes; truth++)
            sum += this[truth, predicted];
        return sum;
    }

    /// <summary>Rows, truth first.</summary>
    public int[][] ToRows() => [.. Enumerable.Range(0, classes).Select(t => _counts.AsSpan(t * classes, classes).ToArray())];

    private static int Sum(ReadOnlySpan<int> values)
    {
        var sum = 0;
        foreach (var value in values)
            sum += value;
        return sum;
    }
}
