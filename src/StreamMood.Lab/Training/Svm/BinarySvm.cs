namespace StreamMood.Lab.Training.Svm;

/// <summary>A two-class machine: score(x) = Σ Coefficients_i K(x_i, x) + Offset, the first class where it is positive.</summary>
/// <param name="Coefficients">y α of each training row.</param>
/// <param name="Offset">The constant.</param>
internal readonly record struct BinarySvm(double[] Coefficients, double Offset)
{
    /// <summary>Score from the kernel values of the training rows.</summary>
    public double Score(Func<int, double> kernel)
    {
        var score = Offset;
        for (var i = 0; i < Coefficients.Length; i++)
            if (Coefficients[i] != 0)
                score += Coefficients[i] * kernel(i);
        return score;
    }
}

/// <summary>
/// Solves min ½ αᵀQα − Σα, 0 ≤ α_i ≤ C_i, yᵀα = 0 by sequential minimal optimisation with second-order working sets
/// (Fan, Chen and Lin 2005), the algorithm of LIBSVM and so of scikit-learn's <c>SVC</c>.
/// </summary>
internal static class SmoSolver
{
    private const double Tau = 1e-12;
    private const int MostSteps = 200_000;

    /// <summary>Trains on a subset.</summary>
    /// <param name="kernel">Kernel values of all rows.</param>
    /// <param name="rows">The subset.</param>
    /// <param name="positive">Whether a row of the subset is of the first class.</param>
    /// <param name="bounds">C of each row of the subset.</param>
    /// <param name="tolerance">Largest violation of optimality that is let pass.</param>
    public static BinarySvm Solve(double[][] kernel, int[] rows, bool[] positive, double[] bounds, double tolerance)
    {
        var n = rows.Length;
        var (alpha, gradient, y) = (new double[n], new double[n], Array.ConvertAll(positive, p => p ? 1.0 : -1.0));
        Array.Fill(gradient, -1);
        for (var step = 0; step < MostSteps; step++)
        {
            var (i, most) = (-1, double.NegativeInfinity);
            for (var t = 0; t < n; t++)
                if (CanRise(t) && -y[t] * gradient[t] > most)
                    (i, most) = (t, -y[t] * gradient[t]);
            if (i < 0)
                break;
            var (j, least, best) = (-1, double.PositiveInfinity, double.PositiveInfinity);
            var row = kernel[rows[i]];
            for (var t = 0; t < n; t++)
            {
                if (!CanFall(t))
                    continue;
                least = Math.Min(least, -y[t] * gradient[t]);
                var gap = most + y[t] * gradient[t];
                if (gap <= 0)
                    continue;
                var curve = Math.Max(Tau, row[rows[i]] + kernel[rows[t]][rows[t]] - 2 * row[rows[t]]);
                if (-gap * gap / curve is var gain && gain < best)
                    (j, best) = (t, gain);
            }

            if (j < 0 || most - least < tolerance)
                break;
            Update(i, j);
        }

        return new BinarySvm([.. alpha.Select((a, t) => a * y[t])], Offset());

        bool CanRise(int t) => y[t] > 0 ? alpha[t] < bounds[t] : alpha[t] > 0;
        bool CanFall(int t) => y[t] > 0 ? alpha[t] > 0 : alpha[t] < bounds[t];

        // Moves along the constraint: y_i α_i + y_j α_j stays.
        void Update(int i, int j)
        {
            var (ki, kj) = (kernel[rows[i]], kernel[rows[j]]);
            var curve = Math.Max(Tau, ki[rows[i]] + kj[rows[j]] - 2 * ki[rows[j]]);
            var step = (-y[i] * gradient[i] + y[j] * gradient[j]) / curve;
            step = Math.Min(step, y[i] > 0 ? bounds[i] - alpha[i] : alpha[i]);
            step = Math.Min(step, y[j] > 0 ? alpha[j] : bounds[j] - alpha[j]);
            var (beforeI, beforeJ) = (alpha[i], alpha[j]);
            alpha[i] = Math.Clamp(alpha[i] + y[i] * step, 0, bounds[i]);
            alpha[j] = Math.Clamp(alpha[j] - y[j] * step, 0, bounds[j]);
            var (di, dj) = ((alpha[i] - beforeI) * y[i], (alpha[j] - beforeJ) * y[j]);
            for (var t = 0; t < n; t++)
                gradient[t] += y[t] * (di * ki[rows[t]] + dj * kj[rows[t]]);
        }

        double Offset()
        {
            var (sum, free, low, high) = (0.0, 0, double.NegativeInfinity, double.PositiveInfinity);
            for (var t = 0; t < n; t++)
            {
                var value = y[t] * gradient[t];
                if (alpha[t] > 0 && alpha[t] < bounds[t])
                    (sum, free) = (sum + value, free + 1);
                else if (alpha[t] <= 0 ? y[t] > 0 : y[t] < 0)
                    high = Math.Min(high, value);
                else
                    low = Math.Max(low, value);
            }

            return -(free > 0 ? sum / free : (low + high) / 2);
        }
    }
}
