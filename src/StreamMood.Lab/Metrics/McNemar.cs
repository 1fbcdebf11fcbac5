using System.Globalization;
using System.Text.Json.Serialization;

namespace StreamMood.Lab.Metrics;

/// <summary>
/// McNemar's test (1947, doi 10.1007/BF02295996) of two models on the same pictures: if they were equally good, each picture
/// that only one of them reads rightly would be either's with probability ½.
/// </summary>
/// <param name="OnlyFirst">Pictures that only the first model reads rightly.</param>
/// <param name="OnlySecond">Pictures that only the second reads rightly.</param>
public readonly record struct McNemar(int OnlyFirst, int OnlySecond)
{
    /// <summary>
    /// Two-sided probability of a split at least as uneven: min(1, 2 Σ_{i ≤ min(b,c)} C(n,i) / 2ⁿ). Exact for every count: with
    /// logarithms the sum is cheap, so the χ² approximation of large counts is not needed.
    /// </summary>
    public double P
    {
        get
        {
            var (n, least) = (OnlyFirst + OnlySecond, Math.Min(OnlyFirst, OnlySecond));
            double sum = 0, term = -n * Math.Log(2);
            for (var i = 0; i <= least; i++)
            {
                sum += Math.Exp(term);
                term += Math.Log((double)(n - i) / (i + 1));
            }

            return Math.Min(1, 2 * sum);
        }
    }

    /// <summary>The probability as text: <c>p = 0.0313</c>, or <c>p &lt; 0.0001</c>.</summary>
    [JsonIgnore]
    public string PText => P < 0.0001 ? "p < 0.0001" : string.Create(CultureInfo.InvariantCulture, $"p = {P:0.####}");

    /// <summary>Counts the pictures that tell two models apart.</summary>
    /// <exception cref="ArgumentException">When the lengths differ.</exception>
    public static McNemar Of(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"{first.Length} results of one model but {second.Length} of the other");
        var (b, c) = (0, 0);
        for (var i = 0; i < first.Length; i++)
        {
            b += first[i] && !second[i] ? 1 : 0;
            c += second[i] && !first[i] ? 1 : 0;
        }

        return new McNemar(b, c);
    }
}
