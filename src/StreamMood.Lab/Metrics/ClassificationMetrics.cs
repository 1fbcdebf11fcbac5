namespace StreamMood.Lab.Metrics;

/// <summary>One class against the others.</summary>
/// <param name="Precision">TP / (TP + FP); 0 when nothing was taken for the class.</param>
/// <param name="Recall">TP / (TP + FN); 0 without a sample.</param>
/// <param name="F1">2 P R / (P + R); 0 when both are 0.</param>
/// <param name="Support">Samples of the class.</param>
public readonly record struct ClassFigures(double Precision, double Recall, double F1, int Support);

/// <summary>
/// Figures of a confusion matrix. Means over classes are over those with samples, as scikit-learn's with
/// <c>labels=unique(y_true), zero_division=0</c>; a class nobody shows has no recall to average.
/// </summary>
public sealed class ClassificationMetrics
{
    /// <summary>Figures of a matrix with at least one sample.</summary>
    public ClassificationMetrics(ConfusionMatrix matrix)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(matrix.Total, 1, nameof(matrix));
        PerClass = [.. Enumerable.Range(0, matrix.Classes).Select(c => Figures(matrix, c))];
        var shown = PerClass.Where(c => c.Support > 0).ToArray();
        Accuracy = Enumerable.Range(0, matrix.Classes).Sum(c => matrix[c, c]) / (double)matrix.Total;
        MacroPrecision = shown.Average(c => c.Precision);
        MacroRecall = shown.Average(c => c.Recall);
        MacroF1 = shown.Average(c => c.F1);
        WeightedF1 = shown.Sum(c => c.F1 * c.Support) / matrix.Total;
        Kappa = CohensKappa(matrix);
    }

    /// <summary>In the order of the matrix.</summary>
    public IReadOnlyList<ClassFigures> PerClass { get; }

    /// <summary>Share of samples on the diagonal.</summary>
    public double Accuracy { get; }

    /// <summary>Mean recall over the classes: what accuracy would be if all were equally frequent.</summary>
    public double BalancedAccuracy => MacroRecall;

    /// <summary>Mean precision over the classes.</summary>
    public double MacroPrecision { get; }

    /// <summary>Mean recall over the classes.</summary>
    public double MacroRecall { get; }

    /// <summary>Mean of the classes' F1 (not F1 of the means).</summary>
    public double MacroF1 { get; }

    /// <summary>Mean of the classes' F1, weighted by support.</summary>
    public double WeightedF1 { get; }

    /// <summary>
    /// Agreement beyond chance, κ = (p₀ − pₑ) / (1 − pₑ), pₑ = Σ support × predicted / n² (Cohen 1960,
    /// doi 10.1177/001316446002000104); 1 when chance alone already explains full agreement.
    /// </summary>
    public double Kappa { get; }

    private static ClassFigures Figures(ConfusionMatrix matrix, int c)
    {
        var (hits, support, predicted) = ((double)matrix[c, c], matrix.Support(c), matrix.Predicted(c));
        var precision = predicted > 0 ? hits / predicted : 0;
        var recall = support > 0 ? hits / support : 0;
        return new ClassFigures(precision, recall, precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0, support);
    }

    private static double CohensKappa(ConfusionMatrix matrix)
    {
        double n = matrix.Total, observed = 0, chance = 0;
        for (var c = 0; c < matrix.Classes; c++)
        {
            observed += matrix[c, c] / n;
            chance += matrix.Support(c) / n * (matrix.Predicted(c) / n);
        }

        return chance >= 1 ? 1 : (observed - chance) / (1 - chance);
    }
}
