using MathNet.Numerics.Distributions;

namespace StreamMood.Lab.Metrics;

/// <summary>
/// Comparison of two learners over the same repeated splits with the corrected variance of Nadeau and Bengio 2003
/// (doi 10.1023/A:1024068626366): training sets overlap, so the variance of the mean is (1/J + n_test/n_train) σ², not σ²/J.
/// </summary>
/// <param name="Mean">Mean difference, or mean of a single learner's scores.</param>
/// <param name="Deviation">Standard deviation over the splits.</param>
/// <param name="T">Student's t of the mean against 0; 0 when nothing varies.</param>
/// <param name="P">Two-sided probability of such a t; 1 when nothing varies.</param>
/// <param name="Low">Lower end of the mean's 95 % interval.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct ResampledTest(double Mean, double Deviation, double T, double P, double Low, double High)
{
    /// <summary>Judges scores, or differences of scores, of J splits.</summary>
    /// <param name="values">One a split, at least 2.</param>
    /// <param name="testShare">Test samples over training samples: 1/9 for ten folds.</param>
    public static ResampledTest Of(IReadOnlyList<double> values, double testShare)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Count, 2, nameof(values));
        var mean = values.Average();
        var variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        var error = Math.Sqrt((1.0 / values.Count + testShare) * variance);
        var margin = error * StudentT.InvCDF(0, 1, values.Count - 1, 0.975);
        var t = error > 0 ? mean / error : 0;
        var p = error > 0 ? 2 * StudentT.CDF(0, 1, values.Count - 1, -Math.Abs(t)) : 1;
        return new ResampledTest(mean, Math.Sqrt(variance), t, p, mean - margin, mean + margin);
    }
}
