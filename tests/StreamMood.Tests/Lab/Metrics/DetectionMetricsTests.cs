using StreamMood.Contracts.Events;
using StreamMood.Lab.Metrics;

namespace StreamMood.Tests.Lab.Metrics;

public sealed class DetectionMetricsTests
{
    [Fact]
    public void AveragePrecision_MadeUpDetections_IsScikitLearnsCurve()
    {
        foreach (var expected in Reference.Of("averagePrecision"))
        {
            var hits = expected.GetProperty("hits").EnumerateArray().Select(h => h.GetBoolean());
            Assert.Equal(expected.Number("ap"), AveragePrecision.Of(expected.Floats("scores").Zip(hits), expected.GetProperty("faces").GetInt32()), 1e-9);
        }
    }

    [Fact]
    public void AveragePrecision_NothingFound_IsZero() => Assert.Equal(0, AveragePrecision.Of([], 3));

    [Fact]
    public void Assign_TwoDetectionsOfOneFace_TheBetterHits()
    {
        var (outcomes, taken) = Assign([new(0, 0, 10, 10), new(1, 0, 10, 10)], [new(0, 0, 10, 10)], []);
        Assert.Equal([DetectionOutcome.Hit, DetectionOutcome.FalseAlarm], outcomes);
        Assert.Equal([0, -1], taken);
    }

    [Fact]
    public void Assign_OverlapOfAHalf_Hits()
    {
        Assert.Equal(DetectionOutcome.Hit, Assign([new(0, 0, 10, 10)], [new(0, 0, 20, 10)], []).Outcomes[0]);
        Assert.Equal(DetectionOutcome.FalseAlarm, Assign([new(0, 0, 10, 10)], [new(0, 0, 20.2f, 10)], []).Outcomes[0]);
    }

    [Fact]
    public void Assign_OnIgnoredRegion_CountsNeitherWay()
    {
        var (outcomes, _) = Assign([new(50, 50, 10, 10), new(80, 0, 10, 10)], [new(0, 0, 10, 10)], [new(45, 45, 40, 40)]);
        Assert.Equal([DetectionOutcome.Ignored, DetectionOutcome.FalseAlarm], outcomes);
    }

    [Fact]
    public void LandmarkError_ShiftOfATenthOfTheEyeDistance_IsATenth()
    {
        var truth = Points(0);
        Assert.Equal(0.1, LandmarkError.Of(Points(4), truth)!.Value, 1e-6);
        Assert.Null(LandmarkError.Of(truth, default));
    }

    private static Landmarks Points(float shift) => new(
        new Point(10 + shift, 10), new Point(50 + shift, 10), new Point(30 + shift, 30), new Point(15 + shift, 50), new Point(45 + shift, 50));

    private static (DetectionOutcome[] Outcomes, int[] Taken) Assign(Box[] detections, Box[] faces, Box[] ignore)
    {
        var (outcomes, taken) = (new DetectionOutcome[detections.Length], new int[detections.Length]);
        DetectionMatch.Assign(detections, faces, ignore, outcomes, taken);
        return (outcomes, taken);
    }
}
