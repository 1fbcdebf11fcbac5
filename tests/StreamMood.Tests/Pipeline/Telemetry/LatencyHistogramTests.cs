using FsCheck.Xunit;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Tests.Pipeline.Telemetry;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_Empty_IsZero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(99));

    /// <summary>Against sorting: nearest rank within half a bucket, 1 %.</summary>
    [Property(MaxTest = 300)]
    public void Percentile_AnyDurations_IsNearTheSortedOne(uint[] microseconds, byte percent)
    {
        ArgumentNullException.ThrowIfNull(microseconds);
        if (microseconds.Length == 0)
            return;
        var histogram = new LatencyHistogram();
        foreach (var value in microseconds)
            histogram.Record(TimeSpan.FromMicroseconds(value));
        var at = percent % 101;
        var sorted = microseconds.Order().ToArray();
        var expected = sorted[Math.Max(1, (int)Math.Ceiling(at / 100.0 * sorted.Length)) - 1];

        var actual = histogram.Percentile(at).TotalMicroseconds;

        Assert.InRange(actual, expected * 0.991 - 1, expected * 1.009 + 1);
        Assert.Equal(sorted[^1], histogram.Max.TotalMicroseconds);
        Assert.Equal(sorted.Length, histogram.Count);
    }

    [Fact]
    public void Record_OutOfRange_CountsAtTheEnds()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromSeconds(-1));
        histogram.Record(TimeSpan.FromDays(3));

        Assert.Equal(TimeSpan.Zero, histogram.Percentile(50));
        Assert.InRange(histogram.Percentile(100).TotalMinutes, 70, 73);
    }

    [Fact]
    public void Merge_TwoHalves_IsTheWhole()
    {
        var (a, b, whole) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var i = 1; i <= 1000; i++)
        {
            (i % 2 == 0 ? a : b).Record(TimeSpan.FromMilliseconds(i));
            whole.Record(TimeSpan.FromMilliseconds(i));
        }

        a.Merge(b);

        Assert.Equal(whole.Count, a.Count);
        Assert.Equal(whole.Max, a.Max);
        Assert.Equal(whole.Mean, a.Mean);
        foreach (var percent in (double[])[0, 1, 50, 95, 99, 99.9, 100])
            Assert.Equal(whole.Percentile(percent), a.Percentile(percent));
    }

    [Fact]
    public void Record_ManyThreads_CountsAll()
    {
        var histogram = new LatencyHistogram();

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
                histogram.Record(TimeSpan.FromMicroseconds(i));
        });

        Assert.Equal(80_000, histogram.Count);
    }
}
