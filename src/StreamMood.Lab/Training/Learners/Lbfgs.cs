namespace StreamMood.Lab.Training.Learners;

/// <summary>
/// Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.4) for smooth convex functions. MathNet's own gives up with an
/// exception when its line search stalls near the optimum; this one answers with the best point.
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 10;

    /// <summary>Fills the gradient at a point and returns the value.</summary>
    public delegate double Objective(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>Moves <paramref name="point"/> to the minimum.</summary>
    /// <param name="objective">The function.</param>
    /// <param name="point">Start and result.</param>
    /// <param name="tolerance">Largest entry of the gradient at which it stops.</param>
    /// <param name="rounds">Most rounds.</param>
    public static void Minimize(Objective objective, double[] point, double tolerance, int rounds)
    {
        var n = point.Length;
        var (gradient, next, nextGradient, direction) = (new double[n], new double[n], new double[n], new double[n]);
        var pairs = new List<(double[] S, double[] Y, double Rho)>();
        var value = objective(point, gradient);
        for (var round = 0; round < rounds && Largest(gradient) > tolerance; round++)
        {
            Direction(gradient, pairs, direction);
            var slope = Dot(gradient, direction);
            // Weak Wolfe conditions by bisection (Lewis and Overton 2013, algorithm 2.6).
            double step = 1, low = 0, high = double.PositiveInfinity, nextValue = value;
            var found = false;
            for (var trial = 0; trial < 50; trial++)
            {
                for (var i = 0; i < n; i++)
                    next[i] = point[i] + step * direction[i];
                nextValue = objective(next, nextGradient);
                if (!(nextValue <= value + 1e-4 * step * slope))
                    high = step;
                else if (Dot(nextGradient, direction) < 0.9 * slope)
                    low = step;
                else
                {
                    found = true;
                    break;
                }

                step = double.IsInfinity(high) ? 2 * low : (low + high) / 2;
            }

            if (!found && !(nextValue < value))
                return;
            var (s, y) = (new double[n], new double[n]);
            for (var i = 0; i < n; i++)
                (s[i], y[i]) = (next[i] - point[i], nextGradient[i] - gradient[i]);
            if (Dot(s, y) is var curvature && curvature > 1e-300)
                pairs.Add((s, y, 1 / curvature));
            if (pairs.Count > Memory)
                pairs.RemoveAt(0);
            next.CopyTo(point, 0);
            nextGradient.CopyTo(gradient, 0);
            value = nextValue;
        }
    }

    private static void Direction(double[] gradient, List<(double[] S, double[] Y, double Rho)> pairs, double[] direction)
    {
        for (var i = 0; i < direction.Length; i++)
            direction[i] = -gradient[i];
        Span<double> alpha = stackalloc double[Memory];
        for (var k = pairs.Count - 1; k >= 0; k--)
        {
            alpha[k] = pairs[k].Rho * Dot(pairs[k].S, direction);
            AddScaled(direction, pairs[k].Y, -alpha[k]);
        }

        if (pairs.Count > 0)
        {
            var (_, y, rho) = pairs[^1];
            var scale = 1 / (rho * Dot(y, y));
            for (var i = 0; i < direction.Length; i++)
                direction[i] *= scale;
        }

        for (var k = 0; k < pairs.Count; k++)
            AddScaled(direction, pairs[k].S, alpha[k] - pairs[k].Rho * Dot(pairs[k].Y, direction));
    }

    private static void AddScaled(double[] target, double[] add, double factor)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] += factor * add[i];
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double Largest(double[] values)
    {
        double most = 0;
        foreach (var value in values)
            most = Math.Max(most, Math.Abs(value));
        return most;
    }
}
