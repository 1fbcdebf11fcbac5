using StreamMood.Cli.Report;
using StreamMood.Contracts.Events;
using static StreamMood.Tests.Cli.Web.BoardEvents;

namespace StreamMood.Tests.Cli.Web;

public sealed class StreamTallyTests
{
    [Fact]
    public void Add_EventsTwice_CountThemOnce()
    {
        var tally = new StreamTally();
        for (var twice = 0; twice < 2; twice++)
            for (var i = 1; i <= 100; i++)
            {
                tally.Add(Seen("cam-1", i / 10.0), At(i / 10.0 + 0.05));
                tally.Add(Recommendation("cam-1", i, i % 10 < 5 ? SongCategory.Calm : SongCategory.Sad, song: "A song"), At(i + 0.5));
            }

        var camera = tally.Cameras["cam-1"];
        Assert.Equal((100, 100, 20), (camera.Emotions.Count, camera.Windows, camera.Switches));
        Assert.Equal(21, camera.Stretches.Count);
        Assert.Equal((50, 50), (tally.Categories[SongCategory.Calm], tally.Categories[SongCategory.Sad]));
        Assert.InRange(tally.CaptureToEmotion.Ms(50), 49, 51);
        Assert.InRange(tally.WindowToRecommendation.Ms(95), 490, 510);
    }

    [Theory]
    [InlineData(19_000)]
    [InlineData(0)]
    public void FrameIds_LongStreamDeliveredAgain_CountsEachOnce(int again)
    {
        var ids = new FrameIds();
        for (var i = 0; i < 20_000; i++)
            Assert.True(ids.Add($"cam/7/{i}"));
        for (var i = again; i < 20_000; i++)
            Assert.False(ids.Add($"cam/7/{i}"));
        Assert.True(ids.Add("cam/7/20001"));
        Assert.True(ids.Add("cam/7/20000"));
        Assert.True(ids.Add("cam/8/0"));
        Assert.Equal(20_003, ids.Count);
    }

    [Fact]
    public void Write_NamesFromOutside_AreText()
    {
        var tally = new StreamTally();
        tally.Add(Report("cam-1", 0, error: "<script>alert(1)</script>"));
        tally.Add(Recommendation("cam-1", 1, song: "<b>Loud</b>"), At(2));
        tally.Add(Dead("cam-1", "<i>reason</i>"));
        var page = StreamReportPage.Write(tally, null, "test");
        foreach (var markup in (string[])["<script", "<b>", "<i>reason", "http:", "https:"])
            Assert.DoesNotContain(markup, page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;b&gt;Loud", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NothingInTheTopics_SaysSo() =>
        Assert.Contains("hold nothing", StreamReportPage.Write(new StreamTally(), null, "test"), StringComparison.Ordinal);

    [Fact]
    public void OverTime_MoreThanItKeeps_StaysBoundedAndRight()
    {
        var delays = new DelaySamples(1000);
        for (var i = 0; i < 50_000; i++)
            delays.Add(At(i / 100.0), TimeSpan.FromMilliseconds(i % 100));
        var plot = delays.OverTime(At(0), At(500), 10, 50);
        Assert.Equal(10, plot.Count);
        Assert.All(plot, p => Assert.InRange(p.Y, 20, 80));
        Assert.Equal(50_000, delays.Count);
    }
}
