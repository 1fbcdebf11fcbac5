namespace StreamMood.Vision.Detection;

/// <summary>What a detector's file says about its tensors.</summary>
internal sealed record DetectorShape(
    string Input, int Channels, (int Width, int Height)? FixedSize, int[] Strides,
    float Mean, float Scale, float ScoreThreshold, float OverlapThreshold)
{
    /// <summary>Sides must be a multiple of this.</summary>
    public int Multiple { get; } = Math.Max(32, Strides.Max());

    public static IEnumerable<string> OutputNames(int[] strides) =>
        strides.SelectMany(s => Heads.Select(h => $"{h.Name}_{s}"));

    /// <summary>The four outputs of each stride and their values a place.</summary>
    public static (string Name, int Values)[] Heads { get; } = [("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)];
}
