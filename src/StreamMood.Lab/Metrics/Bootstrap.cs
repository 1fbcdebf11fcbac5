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
        if (correct.IsEmpty)
            throw new ArgumentException("no samples", nameof(correct));
        var units = Units(correct, groups);
        var random = new Random(seed);
        var results = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var (right, total) = (0, 0);
            for (var i = 0; i < units.Count; i++)
            {
                var unit = units[random.Next(units.Count)];
                right += unit.Right;
                total += unit.Total;
            }

            results[round] = (double)right / total;
        }

        Array.Sort(results);
        return (Quantile(results, 0.025), Quantile(results, 0.975));
    }

    /// <summary>A quantile of sorted values with linear interpolation, as NumPy's default.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double quantile)
    {
        var at = quantile * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static List<(int Right, int Total)> Units(ReadOnlySpan<bool> correct, IReadOnlyList<string?>? groups)
    {
        var units = new List<(int Right, int Total)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < correct.Length; i++)
        {
            var (right, place) = (correct[i] ? 1 : 0, units.Count);
            if (groups?[i] is not { } group || places.TryAdd(group, place))
                units.Add((right, 1));
            else
            {
                place = places[group];
                units[place] = (units[place].Right + right, units[place].Total + 1);
            }
        }

        return units;
    }
}
