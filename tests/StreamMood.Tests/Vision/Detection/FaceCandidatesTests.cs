using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Detection;

namespace StreamMood.Tests.Vision.Detection;

public sealed class FaceCandidatesTests
{
    [Property(MaxTest = 100)]
    public void AddAndSuppress_AnyOutputs_AgreeWithTheNaiveReference(int seed)
    {
        var random = new Random(seed);
        var (columns, rows, stride) = (random.Next(1, 14), random.Next(1, 11), 8);
        var places = columns * rows;
        float[] classes = Values(random, places), objects = Values(random, places);
        var boxes = Values(random, places * 4).Select(v => v * 2 - 1 + 0.5f).ToArray();
        var points = Values(random, places * 10);
        var (threshold, overlap) = (0.3f + random.NextSingle() * 0.5f, 0.2f + random.NextSingle() * 0.5f);

        var candidates = new FaceCandidates();
        candidates.Add(classes, objects, boxes, points, columns, stride, threshold);
        candidates.Suppress(overlap, 1000);

        var expected = Naive(classes, objects, boxes, points, columns, stride, threshold, overlap);
        Assert.Equal(expected.Count, candidates.Kept.Length);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Score, candidates.Kept[i].Score, 1e-5f);
            Assert.Equal(expected[i].Box.X, candidates.Kept[i].Box.X, 1e-3f);
            Assert.Equal(expected[i].Box.Height, candidates.Kept[i].Box.Height, 1e-3f);
            Assert.Equal(expected[i].Mouth.X, candidates.Kept[i].Landmarks.LeftMouth.X, 1e-3f);
            Assert.Equal(expected[i].Mouth.Y, candidates.Kept[i].Landmarks.LeftMouth.Y, 1e-3f);
        }
    }

    [Fact]
    public void Add_BrokenNumbers_AreLeftOut()
    {
        var candidates = new FaceCandidates();
        float[] boxes = [0, 0, 0, 0, float.NaN, 0, 0, 0, 0, 0, 500, 0, 0, 0, 0, 0];
        var points = new float[40];
        points[35] = float.PositiveInfinity;
        candidates.Add([1, 1, 1, 1], [1, 1, 1, 1], boxes, points, 4, 8, 0.5f);
        candidates.Add([float.NaN], [1], new float[4], new float[10], 1, 8, 0.5f);
        candidates.Suppress(0.5f, 64);
        Assert.Equal(1, candidates.Kept.Length);
    }

    [Fact]
    public void Suppress_EveryPlaceOverTheThreshold_StaysBounded()
    {
        const int Columns = 160, Rows = 160;
        var candidates = new FaceCandidates();
        var ones = Enumerable.Repeat(1f, Columns * Rows).ToArray();
        candidates.Add(ones, ones, new float[Columns * Rows * 4], new float[Columns * Rows * 10], Columns, 8, 0.5f);
        candidates.Suppress(0.4f, 32);
        Assert.Equal(32, candidates.Kept.Length);
    }

    private static List<(float Score, Box Box, Point Mouth)> Naive(
        float[] classes, float[] objects, float[] boxes, float[] points, int columns, int stride, float threshold, float overlap)
    {
        var all = new List<(float Score, Box Box, Point Mouth)>();
        for (var i = 0; i < classes.Length; i++)
        {
            var score = MathF.Sqrt(Math.Clamp(classes[i], 0, 1) * Math.Clamp(objects[i], 0, 1));
            if (score < threshold)
                continue;
            var (row, column) = (i / columns, i % columns);
            var (cx, cy) = ((column + boxes[i * 4]) * stride, (row + boxes[i * 4 + 1]) * stride);
            var (w, h) = (MathF.Exp(boxes[i * 4 + 2]) * stride, MathF.Exp(boxes[i * 4 + 3]) * stride);
            all.Add((score, new Box(cx - w / 2, cy - h / 2, w, h), new Point((points[i * 10 + 8] + column) * stride, (points[i * 10 + 9] + row) * stride)));
        }

        var kept = new List<(float Score, Box Box, Point Mouth)>();
        foreach (var candidate in all.OrderByDescending(c => c.Score))
            if (kept.TrueForAll(k => k.Box.Iou(candidate.Box) <= overlap))
                kept.Add(candidate);
        return kept;
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
}
