namespace StreamMood.Lab.Training.Svm;

/// <summary>Probabilities of a pair of classes from scores, 1 / (1 + exp(A f + B)) (Platt 1999).</summary>
internal readonly record struct Platt(double A, double B)
{
    /// <summary>Probability of the first class.</summary>
    public double Probability(double score)
    {
        var at = A * score + B;
        return at >= 0 ? Math.Exp(-at) / (1 + Math.Exp(-at)) : 1 / (1 + Math.Exp(at));
    }

    /// <summary>Fits by Newton's method with backtracking (Lin, Lin and Weng 2007, the appendix's algorithm).</summary>
    public static Platt Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> first)
    {
        double positives = 0;
        foreach (var p in first)
            positives += p ? 1 : 0;
        var negatives = scores.Length - positives;
        var (high, low) = ((positives + 1) / (positives + 2), 1 / (negatives + 2));
        var (a, b) = (0.0, Math.Log((negatives + 1) / (positives + 1)));
        var value = Loss(scores, first, a, b, high, low);
        for (var round = 0; round < 100; round++)
        {
            double h11 = 1e-12, h22 = 1e-12, h21 = 0, g1 = 0, g2 = 0;
            for (var i = 0; i < scores.Length; i++)
            {
                var p = new Platt(a, b).Probability(scores[i]);
                var (d2, d1) = (p * (1 - p), (first[i] ? high : low) - p);
                h11 += scores[i] * scores[i] * d2;
                h22 += d2;
                h21 += scores[i] * d2;
                g1 += scores[i] * d1;
                g2 += d1;
            }

            if (Math.Abs(g1) < 1e-5 && Math.Abs(g2) < 1e-5)
                break;
            var determinant = h11 * h22 - h21 * h21;
            var (da, db) = (-(h22 * g1 - h21 * g2) / determinant, -(-h21 * g1 + h11 * g2) / determinant);
            var slope = g1 * da + g2 * db;
            var step = 1.0;
            for (; step >= 1e-10; step /= 2)
            {
                var next = Loss(scores, first, a + step * da, b + step * db, high, low);
                if (next < value + 1e-4 * step * slope)
                {
                    (a, b, value) = (a + step * da, b + step * db, next);
                    break;
                }
            }

            if (step < 1e-10)
                break;
        }

        return new Platt(a, b);
    }

    private static double Loss(ReadOnlySpan<double> scores, ReadOnlySpan<bool> first, double a, double b, double high, double low)
    {
        double sum = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var (at, target) = (a * scores[i] + b, first[i] ? high : low);
            sum += at >= 0 ? target * at + Math.Log(1 + Math.Exp(-at)) : (target - 1) * at + Math.Log(1 + Math.Exp(at));
        }

        return sum;
    }
}

/// <summary>Probabilities of K classes from those of their pairs: the second method of Wu, Lin and Weng 2004, as in LIBSVM.</summary>
internal static class PairwiseCoupling
{
    /// <summary>Solves for the class probabilities.</summary>
    /// <param name="pairs">pairs[i, j]: probability of i when it is i or j.</param>
    /// <param name="probabilities">The result.</param>
    public static void Solve(double[,] pairs, Span<double> probabilities)
    {
        var k = probabilities.Length;
        var (q, qp) = (new double[k, k], new double[k]);
        for (var t = 0; t < k; t++)
        {
            probabilities[t] = 1.0 / k;
            for (var j = 0; j < k; j++)
            {
                if (j == t)
                    continue;
                q[t, t] += pairs[j, t] * pairs[j, t];
                q[t, j] = -pairs[j, t] * pairs[t, j];
            }
        }

        for (var round = 0; round < Math.Max(100, k); round++)
        {
            double pqp = 0, error = 0;
            for (var t = 0; t < k; t++)
            {
                qp[t] = 0;
                for (var j = 0; j < k; j++)
                    qp[t] += q[t, j] * probabilities[j];
                pqp += probabilities[t] * qp[t];
            }

            foreach (var value in qp)
                error = Math.Max(error, Math.Abs(value - pqp));
            if (error < 0.005 / k)
                break;
            for (var t = 0; t < k; t++)
            {
                var difference = (pqp - qp[t]) / q[t, t];
                probabilities[t] += difference;
                pqp = (pqp + difference * (difference * q[t, t] + 2 * qp[t])) / (1 + difference) / (1 + difference);
                for (var j = 0; j < k; j++)
                {
                    qp[j] = (qp[j] + difference * q[t, j]) / (1 + difference);
                    probabilities[j] /= 1 + difference;
                }
            }
        }
    }
}
