namespace StreamMood.Lab.Metrics;

/// <summary>
/// Percentile bootstrap (Efron and Tibshirani 1993, chapter 13): draws as many samples as there are, with replacement, many
/// times; the interval holds the middle 95 % of the results.
/// </summary>
public static class Bootstrap
{
    /// <summary>Repetitions.</summary>
    public const int Rounds = 2000;

    /// <summary>The 95 % interval of an accuracy.</summary>
    /// <param name="correct">Whether each sample is right.</param>
    /// <param name="groups">
    /// Who each sample shows; null where that is unknown. Known people are drawn whole (the cluster bootstrap): two pictures of
    /// one person are no independent evidence. A null entry stands for itself.
    /// </param>
    /// <param name="seed">Same seed, same interval.</param>
    public static (double Low, double High) Accuracy(ReadOnlySpan<bool> correct, IReadOnlyList<string?>? groups = null, int seed = 1)
    {
        var values = new int[correct.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = correct[i] ? 1 : 0;
        return Mean(values, groups, seed);
    }

    /// <summary>
    /// How much more often one way is right than another on the same samples, −1 to 1, with its 95 % interval: samples are drawn in
    /// pairs, so that what is hard for both says nothing.
    /// </summary>
    /// <param name="first">Whether each sample is right one way.</param>
    /// <param name="second">And the other way.</param>
    /// <param name="groups">As for <see cref="Accuracy"/>.</param>
    /// <param name="seed">Same seed, same interval.</param>
    /// <returns>Positive where the first is better.</returns>
    /// <exception cref="ArgumentException">When there are no samples, or not as many of both.</exception>
    public static (double Difference, double Low, double High) Difference(
        ReadOnlySpan<bool> first, ReadOnlySpan<bool> second, IReadOnlyList<string?>? groups = null, int seed = 1)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"{first.Length} and {second.Length} results are no pairs");
        var values = new int[first.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (first[i] ? 1 : 0) - (second[i] ? 1 : 0);
        var (low, high) = Mean(values, groups, seed);
        return ((double)values.Sum() / values.Length, low, high);
    }

    /// <summary>A quantile of sorted values with linear interpolation, as NumPy's default.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double quantile)
    {
        var at = quantile * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static (double Low, double High) Mean(int[] values, IReadOnlyList<string?>? groups, int seed)
    {
        if (values.Length == 0)
            throw new ArgumentException("no samples");
        var units = Units(values, groups);
        var random = new Random(seed);
        var results = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var (sum, total) = (0, 0);
            for (var i = 0; i < units.Count; i++)
            {
                var unit = units[random.Next(units.Count)];
                sum += unit.Sum;
                total += unit.Total;
            }

            results[round] = (double)sum / total;
        }

        Array.Sort(results);
        return (Quantile(results, 0.025), Quantile(results, 0.975));
    }

    private static List<(int Sum, int Total)> Units(int[] values, IReadOnlyList<string?>? groups)
    {
        var units = new List<(int Sum, int Total)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            var place = units.Count;
            if (groups?[i] is not { } group || places.TryAdd(group, place))
                units.Add((values[i], 1));
            else
            {
                place = places[group];
                units[place] = (units[place].Sum + values[i], units[place].Total + 1);
            }
        }

        return units;
    }
}
