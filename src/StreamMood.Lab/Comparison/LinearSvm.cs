using System.Numerics.Tensors;

namespace StreamMood.Lab.Comparison;

/// <summary>
/// Linear support vector machines, one class against the rest, by dual coordinate descent on the squared hinge (Hsieh et al.
/// 2008, doi 10.1145/1390156.1390208, as in LIBLINEAR): fit for tens of thousands of rows, which pairwise kernels are not.
/// </summary>
internal sealed class LinearSvm
{
    private readonly float[][] _weights;

    private LinearSvm(float[][] weights) => _weights = weights;

    /// <summary>Learns.</summary>
    /// <param name="rows">n rows of d features.</param>
    /// <param name="labels">n classes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="cost">C: what a misplaced row costs.</param>
    /// <param name="passes">Passes over the rows.</param>
    /// <param name="seed">Order of the rows.</param>
    /// <param name="cancellationToken">Stops between passes.</param>
    public static LinearSvm Train(float[][] rows, int[] labels, int classes, double cost, int passes, int seed, CancellationToken cancellationToken)
    {
        var squares = Array.ConvertAll(rows, r => TensorPrimitives.SumOfSquares<float>(r) + 1);
        var weights = new float[classes][];
        Parallel.For(0, classes, new ParallelOptions { CancellationToken = cancellationToken }, c =>
            weights[c] = One(rows, i => labels[i] == c ? 1 : -1, squares, cost, passes, seed + c, cancellationToken));
        return new LinearSvm(weights);
    }

    /// <summary>The distance of a row from each class's plane, in units of its margin.</summary>
    public void Decide(ReadOnlySpan<float> row, Span<float> into)
    {
        for (var c = 0; c < _weights.Length; c++)
            into[c] = TensorPrimitives.Dot(row, _weights[c].AsSpan(0, row.Length)) + _weights[c][^1];
    }

    // The last weight is the bias, a feature of constant one.
    private static float[] One(float[][] rows, Func<int, int> sign, float[] squares, double cost, int passes, int seed, CancellationToken cancellationToken)
    {
        var (weights, duals, order, random) = (new float[rows[0].Length + 1], new float[rows.Length], Enumerable.Range(0, rows.Length).ToArray(), new Random(seed));
        var diagonal = (float)(0.5 / cost);
        for (var pass = 0; pass < passes; pass++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(order);
            foreach (var i in order)
            {
                var y = sign(i);
                var w = weights.AsSpan(0, rows[i].Length);
                var gradient = y * (TensorPrimitives.Dot<float>(w, rows[i]) + weights[^1]) - 1 + diagonal * duals[i];
                var dual = MathF.Max(duals[i] - gradient / (squares[i] + diagonal), 0);
                var step = (dual - duals[i]) * y;
                if (step == 0)
                    continue;
                TensorPrimitives.MultiplyAdd(rows[i], step, w, w);
                weights[^1] += step;
                duals[i] = dual;
            }
        }

        return weights;
    }
}
