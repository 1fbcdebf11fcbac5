using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Alignment;

namespace StreamMood.Tests.Vision.Alignment;

public sealed class SimilarityTests
{
    private static readonly Landmarks Template = new(new(30, 38), new(70, 38), new(50, 58), new(34, 75), new(66, 75));

    [Property(MaxTest = 200)]
    public void TryFit_ExactlyTransformedPoints_FindsTheTransform(int seed)
    {
        var random = new Random(seed);
        var angle = random.NextSingle() * 6;
        var scale = 0.2f + random.NextSingle() * 5;
        var truth = new Similarity(scale * MathF.Cos(angle), scale * MathF.Sin(angle), random.NextSingle() * 600, random.NextSingle() * 400);
        Assert.True(Similarity.TryFit(Map(truth, Template), Template, out var fit));
        var back = fit.Inverse();
        Assert.Equal(truth.A, back.A, 0.01f);
        Assert.Equal(truth.B, back.B, 0.01f);
        Assert.Equal(truth.X, back.X, 0.5f);
        Assert.Equal(truth.Y, back.Y, 0.5f);
    }

    [Property(MaxTest = 100)]
    public void TryFit_NoisyPoints_NoNeighbourFitsBetter(int seed)
    {
        // Least squares held to its definition: any small change of the four numbers raises the error.
        var random = new Random(seed);
        var points = Noisy(random);
        Assert.True(Similarity.TryFit(points, Template, out var fit));
        var least = Error(fit, points);
        foreach (var step in (float[])[-1e-3f, 1e-3f])
        {
            Assert.True(Error(fit with { A = fit.A + step }, points) >= least - 1e-3);
            Assert.True(Error(fit with { B = fit.B + step }, points) >= least - 1e-3);
            Assert.True(Error(fit with { X = fit.X + step * 100 }, points) >= least - 1e-3);
            Assert.True(Error(fit with { Y = fit.Y + step * 100 }, points) >= least - 1e-3);
        }
    }

    [Fact]
    public void TryFit_PointsThatFallTogetherOrAreBroken_SaysNo()
    {
        var p = new Point(5, 5);
        Assert.False(Similarity.TryFit(new Landmarks(p, p, p, p, p), Template, out _));
        Assert.False(Similarity.TryFit(Template with { Nose = new Point(float.NaN, 0) }, Template, out _));
    }

    private static Landmarks Noisy(Random random)
    {
        return new Landmarks(At(Template.RightEye), At(Template.LeftEye), At(Template.Nose), At(Template.RightMouth), At(Template.LeftMouth));

        Point At(Point p) => new(100 + p.X * 1.5f + random.NextSingle() * 12, 60 + p.Y * 1.5f + random.NextSingle() * 12);
    }

    private static double Error(Similarity map, Landmarks points)
    {
        double sum = 0;
        foreach (var (p, q) in ((Point, Point)[])
            [(points.RightEye, Template.RightEye), (points.LeftEye, Template.LeftEye), (points.Nose, Template.Nose),
             (points.RightMouth, Template.RightMouth), (points.LeftMouth, Template.LeftMouth)])
        {
            var mapped = map.Apply(p);
            sum += Math.Pow(mapped.X - q.X, 2) + Math.Pow(mapped.Y - q.Y, 2);
        }

        return sum;
    }

    private static Landmarks Map(Similarity map, Landmarks points) => new(
        map.Apply(points.RightEye), map.Apply(points.LeftEye), map.Apply(points.Nose), map.Apply(points.RightMouth), map.Apply(points.LeftMouth));
}
