namespace StreamMood.Lab.Metrics;

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="Count">Samples whose confidence falls into it.</param>
/// <param name="Confidence">Their mean confidence; 0 when empty.</param>
/// <param name="Accuracy">Share of them that is right; 0 when empty.</param>
public readonly record struct ReliabilityBin(int Count, double Confidence, double Accuracy);

/// <summary>Whether probabilities mean what they say.</summary>
public static class Calibration
{
    /// <summary>Bins of the expected calibration error.</summary>
    public const int Bins = 15;

    // Single precision can round a probability to 0; a finite bound keeps one such sample from deciding the whole mean.
    private const double Least = 1e-7;

    /// <summary>Equally wide bins of confidence, bin k being (k/B, (k+1)/B].</summary>
    /// <param name="confidence">Probability of the predicted class, a sample.</param>
    /// <param name="correct">Whether the prediction is right, a sample.</param>
    /// <param name="bins">How many bins.</param>
    public static ReliabilityBin[] Reliability(ReadOnlySpan<float> confidence, ReadOnlySpan<bool> correct, int bins = Bins)
    {
        if (confidence.Length != correct.Length)
            throw new ArgumentException($"{confidence.Length} confidences but {correct.Length} results");
        var (counts, sums, hits) = (new int[bins], new double[bins], new int[bins]);
        for (var i = 0; i < confidence.Length; i++)
        {
            var bin = Math.Clamp((int)Math.Ceiling((double)confidence[i] * bins) - 1, 0, bins - 1);
            counts[bin]++;
            sums[bin] += confidence[i];
            hits[bin] += correct[i] ? 1 : 0;
        }

        return [.. counts.Select((n, b) => n == 0 ? default : new ReliabilityBin(n, sums[b] / n, (double)hits[b] / n))];
    }

    /// <summary>
    /// Expected calibration error, Σ n_b/n |accuracy_b − confidence_b| (Naeini et al. 2015; Guo et al. 2017, arXiv 1706.04599).
    /// </summary>
    public static double ExpectedError(ReadOnlySpan<ReliabilityBin> bins)
    {
        double sum = 0;
        var total = 0;
        foreach (var bin in bins)
        {
            sum += bin.Count * Math.Abs(bin.Accuracy - bin.Confidence);
            total += bin.Count;
        }

        return total == 0 ? 0 : sum / total;
    }

    /// <summary>Mean negative log likelihood in nats, −mean ln p(true class); probabilities below 1e-7 count as that.</summary>
    /// <param name="probabilities">n × <paramref name="classes"/> values, rows summing to 1.</param>
    /// <param name="truth">n classes.</param>
    /// <param name="classes">Number of classes.</param>
    public static double NegativeLogLikelihood(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> truth, int classes)
    {
        double sum = 0;
        for (var i = 0; i < truth.Length; i++)
            sum -= Math.Log(Math.Max(probabilities[i * classes + truth[i]], Least));
        return sum / truth.Length;
    }
}
