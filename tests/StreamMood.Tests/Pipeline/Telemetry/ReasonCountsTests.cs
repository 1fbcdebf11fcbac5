using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Tests.Pipeline.Telemetry;

public sealed class ReasonCountsTests
{
    [Fact]
    public void Snapshot_HoldsOnlyWhatOccurred()
    {
        var counts = new ReasonCounts("age", "busy");
        counts.Add("age");
        counts.Add("age", 2);

        Assert.Equal(3, counts.Total);
        Assert.Equal(3, counts["age"]);
        Assert.Equal([new("age", 3)], counts.Snapshot());
        Assert.Single(counts.Measure());
    }

    [Fact]
    public void Add_UnknownReason_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new ReasonCounts("age").Add("weather"));
}
