using StreamMood.Cli.Commands.Replay;
using StreamMood.Contracts.Events;

namespace StreamMood.Tests.Cli.Replay;

public sealed class ModelComparisonTests
{
    private static readonly Box Left = new(0, 0, 100, 100);
    private static readonly Box Right = new(300, 0, 100, 100);

    [Fact]
    public void Report_SameReadings_AgreeWhole()
    {
        var comparison = new ModelComparison("a", "b");
        comparison.Add("f", [Face(Left, Emotion.Happiness, 0.9f)], [Face(Left, Emotion.Happiness, 0.9f)]);

        var report = comparison.Report();

        Assert.Equal((1, 1.0, 0.0), (report.Faces, report.Agreement, report.MeanProbabilityDifference));
        Assert.Equal(1, report.Confusion["happiness"]["happiness"]);
        Assert.Empty(report.Examples);
    }

    [Fact]
    public void Report_FacesInAnotherOrder_AreMatchedByPlace()
    {
        var comparison = new ModelComparison("a", "b");
        comparison.Add(
            "f",
            [Face(Left, Emotion.Happiness, 0.9f), Face(Right, Emotion.Sadness, 0.8f)],
            [Face(Right with { X = 310 }, Emotion.Sadness, 0.8f), Face(Left, Emotion.Neutral, 0.7f)]);

        var report = comparison.Report();

        Assert.Equal((2, 0.5), (report.Faces, report.Agreement));
        Assert.Equal(1, report.Confusion["happiness"]["neutral"]);
        Assert.Equal(1, report.Confusion["sadness"]["sadness"]);
        Assert.Equal(["f"], report.Examples);
    }

    [Fact]
    public void Report_FacesThatOnlyOneFound_AreCountedApart()
    {
        var comparison = new ModelComparison("a", "b");
        comparison.Add("f", [Face(Left, Emotion.Fear, 0.9f)], [Face(Right, Emotion.Fear, 0.9f), Face(Right, Emotion.Fear, 0.9f)]);
        comparison.AddUnreadable();

        var report = comparison.Report();

        Assert.Equal((1, 1, 0, 1, 2), (report.Frames, report.Unreadable, report.Faces, report.OnlyFirst, report.OnlySecond));
        Assert.Null(report.Agreement);
    }

    [Fact]
    public void Report_MeanDifference_IsOverFacesAndExpressions()
    {
        var comparison = new ModelComparison("a", "b");
        comparison.Add("f", [Face(Left, Emotion.Anger, 1f)], [Face(Left, Emotion.Fear, 1f)]);

        var report = comparison.Report();

        Assert.Equal(2.0 / Emotions.Count, report.MeanProbabilityDifference);
        Assert.Equal((-1.0, 1.0), (report.MeanShift!["anger"], report.MeanShift["fear"]));
    }

    private static ReadFace Face(Box box, Emotion top, float probability)
    {
        EmotionScores scores = default;
        scores.Span.Fill((1 - probability) / (Emotions.Count - 1));
        scores[top] = probability;
        return new ReadFace(box, scores);
    }
}
