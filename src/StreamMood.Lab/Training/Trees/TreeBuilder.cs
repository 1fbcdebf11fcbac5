namespace StreamMood.Lab.Training.Trees;

/// <summary>
/// Grows a tree (CART, Breiman et al. 1984). Each sample has targets t_1…t_S and a weight; a node is split where
/// Σ_s (Σ_left w t_s)² / W_left + Σ_s (Σ_right w t_s)² / W_right is largest. With one-hot targets that is the Gini index, with one
/// real target the squared error. Columns are sorted once and kept sorted by stable partition, so a level costs n × d.
/// </summary>
internal sealed class TreeBuilder
{
    // As scikit-learn: values closer than this count as equal.
    private const float SameValue = 1e-7f;

    private readonly SortedColumns _columns;
    private readonly double[][] _targets;
    private readonly double[] _weights;
    private readonly TreeOptions _options;
    private readonly Random _random;
    private readonly int[][] _order;
    private readonly int[] _buffer;
    private readonly bool[] _goesLeft;
    private readonly int[] _features;
    private readonly double[] _left;
    private readonly double[] _all;
    private readonly Tree _tree = new();

    private TreeBuilder(SortedColumns columns, double[][] targets, double[] weights, TreeOptions options, Random random)
    {
        (_columns, _targets, _weights, _options, _random) = (columns, targets, weights, options, random);
        _order = Array.ConvertAll(columns.Order, o => Array.FindAll(o, i => weights[i] > 0));
        _buffer = new int[_order[0].Length];
        _goesLeft = new bool[columns.Count];
        _features = [.. Enumerable.Range(0, _order.Length)];
        (_left, _all) = (new double[targets[0].Length], new double[targets[0].Length]);
    }

    /// <summary>Grows a tree whose leaves answer the weighted mean of their targets.</summary>
    /// <param name="columns">The rows.</param>
    /// <param name="targets">Targets of each row.</param>
    /// <param name="weights">Weight of each row; 0 leaves it out.</param>
    /// <param name="options">When to split.</param>
    /// <param name="random">Draws features and thresholds.</param>
    public static Tree Grow(SortedColumns columns, double[][] targets, double[] weights, TreeOptions options, Random random)
    {
        var builder = new TreeBuilder(columns, targets, weights, options, random);
        builder.Node(0, builder._buffer.Length, 0);
        return builder._tree;
    }

    private int Node(int start, int end, int depth)
    {
        var (mass, impure) = Total(start, end);
        var node = _tree.Add(Array.ConvertAll(_all, s => s / mass));
        if (depth >= _options.MaxDepth || end - start < 2 * _options.MinLeaf || end - start < 2 || !impure)
            return node;
        var (feature, threshold) = BestSplit(start, end, mass);
        if (feature < 0)
            return node;
        var middle = Partition(start, end, feature, threshold);
        _tree.Feature[node] = feature;
        _tree.Threshold[node] = threshold;
        _tree.Left[node] = Node(start, middle, depth + 1);
        _tree.Right[node] = Node(middle, end, depth + 1);
        return node;
    }

    private (double Mass, bool Impure) Total(int start, int end)
    {
        Array.Clear(_all);
        double mass = 0, squares = 0;
        for (var p = start; p < end; p++)
        {
            var i = _order[0][p];
            mass += _weights[i];
            for (var s = 0; s < _all.Length; s++)
            {
                _all[s] += _weights[i] * _targets[i][s];
                squares += _weights[i] * _targets[i][s] * _targets[i][s];
            }
        }

        return (mass, squares / mass - _all.Sum(s => s * s) / (mass * mass) > 1e-12);
    }

    // Features that never vary inside the node do not count towards the number looked at.
    private (int Feature, float Threshold) BestSplit(int start, int end, double mass)
    {
        var (best, feature, threshold) = (double.NegativeInfinity, -1, 0f);
        for (int at = 0, looked = 0; at < _features.Length && looked < _options.Features; at++)
        {
            var pick = _random.Next(at, _features.Length);
            (_features[at], _features[pick]) = (_features[pick], _features[at]);
            var f = _features[at];
            var (values, order) = (_columns.Values[f], _order[f]);
            if (values[order[end - 1]] <= values[order[start]] + SameValue)
                continue;
            looked++;
            var cut = _options.RandomThresholds
                ? values[order[start]] + (float)_random.NextDouble() * (values[order[end - 1]] - values[order[start]])
                : float.NaN;
            Array.Clear(_left);
            double leftMass = 0;
            for (var p = start; p < end - 1; p++)
            {
                var i = order[p];
                leftMass += _weights[i];
                for (var s = 0; s < _left.Length; s++)
                    _left[s] += _weights[i] * _targets[i][s];
                if (values[order[p + 1]] <= values[i] + SameValue)
                    continue;
                if (_options.RandomThresholds && values[order[p + 1]] <= cut)
                    continue;
                if (p + 1 - start >= _options.MinLeaf && end - p - 1 >= _options.MinLeaf && Score(leftMass, mass - leftMass) is var score && score > best)
                    (best, feature, threshold) = (score, f, _options.RandomThresholds ? Math.Max(cut, values[i]) : Between(values[i], values[order[p + 1]]));
                if (_options.RandomThresholds)
                    break;
            }
        }

        return (feature, threshold);
    }

    private double Score(double leftMass, double rightMass)
    {
        double score = 0;
        for (var s = 0; s < _left.Length; s++)
        {
            var right = _all[s] - _left[s];
            score += _left[s] * _left[s] / leftMass + right * right / rightMass;
        }

        return score;
    }

    private static float Between(float low, float high)
    {
        var middle = low / 2 + high / 2;
        return middle >= high || middle < low ? low : middle;
    }

    private int Partition(int start, int end, int feature, float threshold)
    {
        var middle = start;
        for (var p = start; p < end; p++)
        {
            var i = _order[feature][p];
            if (_goesLeft[i] = _columns.Values[feature][i] <= threshold)
                middle++;
        }

        foreach (var order in _order)
        {
            var (left, right) = (start, middle);
            for (var p = start; p < end; p++)
                _buffer[_goesLeft[order[p]] ? left++ : right++] = order[p];
            Array.Copy(_buffer, start, order, start, end - start);
        }

        return middle;
    }
}
