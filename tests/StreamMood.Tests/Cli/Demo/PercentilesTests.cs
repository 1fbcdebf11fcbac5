using System.Text.Json;
using StreamMood.Cli.Commands.Demo;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Tests.Cli.Demo;

public sealed class PercentilesTests
{
    [Fact]
    public void Of_NothingMeasured_IsNullAndADash()
    {
        var none = Percentiles.Of(new LatencyHistogram());

        Assert.Equal("-", $"{none}");
        Assert.Equal("""{"p50":null,"p95":null,"p99":null}""", JsonSerializer.Serialize(none, DemoJson.Default.Percentiles));
    }

    [Fact]
    public void Of_OneDelay_IsEveryPercentile()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromMilliseconds(20));

        var one = Percentiles.Of(histogram);

        Assert.InRange(one.P50!.Value, 19.5, 20.5);
        Assert.Equal(one.P50, one.P99);
        Assert.StartsWith("p50 ", $"{one}", StringComparison.Ordinal);
    }
}
