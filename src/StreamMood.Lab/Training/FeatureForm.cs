namespace StreamMood.Lab.Training;

/// <summary>How features are prepared for a learner.</summary>
internal enum FeatureForm
{
    /// <summary>Gaps filled, values clamped to the range seen in training: all that trees need.</summary>
    Plain,

    /// <summary>Besides, logarithms of skewed features, and each brought to mean 0 and standard deviation 1.</summary>
    Standard,
}

/// <summary>A feature by name, and the scale on which it is read.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Slope">With <paramref name="Offset"/>, reads log(slope · x + offset); 0 reads x itself.</param>
/// <param name="Offset">See above.</param>
/// <param name="Optional">Whether a song may lack it; the training median then stands in.</param>
internal sealed record FeatureColumn(string Name, double Slope = 0, double Offset = 0, bool Optional = false)
{
    public double Read(double x) => Slope == 0 ? x : Math.Log(Slope * x + Offset);
}
