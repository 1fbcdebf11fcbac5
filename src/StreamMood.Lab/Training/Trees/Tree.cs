namespace StreamMood.Lab.Training.Trees;

/// <summary>A binary tree: a row goes left where its feature is at most the threshold, in single precision as ONNX Runtime compares.</summary>
internal sealed class Tree
{
    /// <summary>Feature of each node; −1 at a leaf.</summary>
    public List<int> Feature { get; } = [];

    /// <summary>Threshold of each node.</summary>
    public List<float> Threshold { get; } = [];

    /// <summary>Left child of each node.</summary>
    public List<int> Left { get; } = [];

    /// <summary>Right child of each node.</summary>
    public List<int> Right { get; } = [];

    /// <summary>What each node answers, if it is a leaf.</summary>
    public List<double[]> Value { get; } = [];

    /// <summary>Adds a leaf.</summary>
    public int Add(double[] value)
    {
        Feature.Add(-1);
        Threshold.Add(0);
        Left.Add(-1);
        Right.Add(-1);
        Value.Add(value);
        return Feature.Count - 1;
    }

    /// <summary>The leaf a row ends in.</summary>
    public int Leaf(ReadOnlySpan<double> row)
    {
        var node = 0;
        while (Feature[node] >= 0)
            node = (float)row[Feature[node]] <= Threshold[node] ? Left[node] : Right[node];
        return node;
    }
}
