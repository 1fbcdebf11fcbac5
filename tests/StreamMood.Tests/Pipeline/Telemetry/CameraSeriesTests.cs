using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Tests.Pipeline.Telemetry;

public sealed class CameraSeriesTests
{
    [Fact]
    public void Count_MoreCamerasThanTheLimit_AddsTheOthersUpAndValueLeavesThemOut()
    {
        var cameras = Enumerable.Range(1, 5).Select(n => new Camera(CameraSeries.LabelOf($"cam-{n}", n, limit: 3))).ToArray();
        Assert.Equal(["cam-1", "cam-2", "cam-3", "other"], CameraSeries.Count(cameras, _ => 10).Select(m => (string)m.Tags[0].Value!));
        Assert.Equal([10, 10, 10, 20], CameraSeries.Count(cameras, _ => 10).Select(m => m.Value));
        Assert.Equal(3, CameraSeries.Value(cameras, _ => 1).Count());
        Assert.Empty(CameraSeries.Value(cameras, _ => double.NaN));
    }

    private sealed record Camera(KeyValuePair<string, object?> Label) : ICameraSeries;
}
