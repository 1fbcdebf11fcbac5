using System.Text.Json;

namespace StreamMood.IntegrationTests.Cli;

public sealed class DemoTests
{
    [Fact]
    public async Task Demo_UntilEveryCameraIsRecommendedFor_TheLedgerAddsUp()
    {
        using var demo = Program.Start("demo", "--cameras", "3", "--fps", "8", "--json");
        await demo.UntilAsync(p => Enumerable.Range(1, 3).All(i => p.Out.Contains($"\"camera\":\"cam-{i}\"", StringComparison.Ordinal)));
        demo.Interrupt();
        Assert.Equal(0, await demo.ExitCodeAsync());

        var lines = demo.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        var summary = lines[^1];
        Assert.Equal("summary", summary.GetProperty("kind").GetString());
        Assert.Equal(3, summary.GetProperty("cameras").GetInt32());
        Assert.All(lines[..^1], l => Assert.Equal("recommendation", l.GetProperty("kind").GetString()));
        Assert.Equal(["cam-1", "cam-2", "cam-3"], lines[..^1].Select(l => l.GetProperty("camera").GetString()).Distinct().Order());

        var frames = summary.GetProperty("frames");
        long Count(string name) => frames.GetProperty(name).GetInt64();
        long Sum(string name) => frames.GetProperty(name).EnumerateObject().Sum(p => p.Value.GetInt64());
        Assert.Equal(Count("captured"), Count("published") + Sum("dropped"));
        Assert.Equal(Count("published"), Count("inferred") + Sum("skipped") + Count("deadLetters") + Count("inFlight"));
        Assert.True(Count("inferred") > 0);
        Assert.Equal(Count("inferred"), summary.GetProperty("emotionEvents").GetInt64());
        Assert.Equal(lines.Length - 1, summary.GetProperty("recommendations").GetInt64());
        Assert.True(summary.GetProperty("latencyMs").GetProperty("captureToEmotion").GetProperty("p50").GetDouble() > 0);
        Assert.Equal(3, summary.GetProperty("models").EnumerateObject().Count());
    }

    // What is captured before can only wait, and would make the first second's frames late.
    [Fact]
    public async Task Demo_Start_WorkerHasItsPartitionsBeforeCamerasBegin()
    {
        using var demo = Program.Start("demo", "--cameras", "1", "--json", "--log-level", "information");
        await demo.UntilAsync(p => p.Out.Contains("recommendation", StringComparison.Ordinal));
        demo.Interrupt();
        Assert.Equal(0, await demo.ExitCodeAsync());
        Assert.True(At("Partitions assigned") <= At("cameras start"), demo.Error);

        // Each role writes its lines when it comes to it; a line bears the time at which it was said.
        DateTimeOffset At(string what) => DateTimeOffset.Parse(
            demo.Error.Split('\n').First(l => l.Contains(what, StringComparison.Ordinal)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Demo_CtrlC_EndsInOrderWithSummary()
    {
        using var demo = Program.Start("demo", "--cameras", "2", "--json");
        await demo.UntilAsync(p => p.Out.Contains("recommendation", StringComparison.Ordinal));
        demo.Interrupt();
        Assert.Equal(0, await demo.ExitCodeAsync());
        Assert.Contains("\"kind\":\"summary\"", demo.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", demo.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_NothingRecommended_EndsWithOne()
    {
        using var demo = Program.Start("demo", "--cameras", "1", "--duration", "0.5", "--set", "recommender.window=10min", "--json"); // half a second may become several
        Assert.Equal(1, await demo.ExitCodeAsync());
        Assert.Contains("\"recommendations\":0", demo.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_SourcePlayedOnce_EndsByItself()
    {
        var folder = Directory.CreateTempSubdirectory("streammood-");
        try
        {
            var video = Path.Combine(folder.FullName, "short.mp4");
            using (var ffmpeg = System.Diagnostics.Process.Start(
                       "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=4", video]))
                await ffmpeg.WaitForExitAsync();
            using var demo = Program.Start("demo", "--source", video, "--loop", "false", "--json", "--log-level", "error"); // a busy machine warns of frames that grew old
            await demo.ExitCodeAsync(); // no face is in it, so what it recommends is nobody, or nothing when windows stay open
            Assert.Contains("\"cameras\":1", demo.Out, StringComparison.Ordinal);
            Assert.Empty(demo.Error);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Fact]
    public async Task Demo_Picture_IsAnSvgOfTheTable()
    {
        var path = Path.Combine(Path.GetTempPath(), $"streammood-{Guid.NewGuid():N}.svg");
        try
        {
            using var demo = Program.Start("demo", "--cameras", "1", "--duration", "5", "--picture", path);
            await demo.ExitCodeAsync();
            var svg = await File.ReadAllTextAsync(path);
            Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
            Assert.Contains("cam-1", svg, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
