using StreamMood.Vision.Alignment;

namespace StreamMood.Lab.Evaluation;

/// <summary>
/// The views of a face whose scores test-time augmentation averages: the whole crop and four shifted ones of 92 % of its side,
/// each also mirrored (the ten-crop of Krizhevsky et al. 2012, with the whole crop in the middle). Without it, the whole crop alone.
/// </summary>
internal static class TestTimeViews
{
    private const float Side = 0.92f;

    public static IReadOnlyList<(float Side, float X, float Y, bool Mirrored)> Of(bool augmented) => augmented
        ? [.. from view in ((float, float, float)[])[(1, 0, 0), (Side, 0, 0), (Side, 1 - Side, 0), (Side, 0, 1 - Side), (Side, 1 - Side, 1 - Side)]
            from mirrored in (bool[])[false, true]
            select (view.Item1, view.Item2, view.Item3, mirrored)]
        : [(1, 0, 0, false)];

    /// <summary>The placement of a view, given that of the whole crop of <paramref name="size"/> pixels.</summary>
    public static Similarity Place(in Similarity whole, int size, float side, float x, float y)
    {
        var (dx, dy) = (x * size, y * size);
        return new Similarity(
            whole.A * side, whole.B * side, whole.A * dx - whole.B * dy + whole.X, whole.B * dx + whole.A * dy + whole.Y);
    }
}
