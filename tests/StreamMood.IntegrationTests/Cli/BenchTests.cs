using System.Text.Json;

namespace StreamMood.IntegrationTests.Cli;

/// <summary>The benches that run a broker and workers, short: what they print, not how fast this machine is.</summary>
public sealed class BenchTests
{
    [Fact]
    public async Task Worker_Json_HasEveryFigure()
    {
        using var json = await RunAsync("worker", "--seconds", "1", "--cameras", "8");

        var report = json.RootElement;
        foreach (var stage in (string[])["decode", "detect", "emotion", "consume", "combined"])
            Assert.True(report.GetProperty("ceilings").GetProperty(stage).GetDouble() > 0, stage);
        foreach (var figure in (string[])
                 ["framesPerSecond", "facesPerSecond", "ratioToCombined", "cpuMsPerFrame", "allocatedBytesPerFrame", "peakRssMb"])
            Assert.True(report.GetProperty(figure).GetDouble() > 0, figure);
        Assert.True(report.GetProperty("batch").GetProperty("mean").GetDouble() >= 1);
        Assert.True(report.GetProperty("batch").GetProperty("p95").GetInt32() >= 1);
        Assert.Contains("embedded", report.GetProperty("setting").GetProperty("broker").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latency_FixedRate_AddsUp()
    {
        using var json = await RunAsync("latency", "--cameras", "4", "--fps", "2", "--seconds", "1");

        var report = json.RootElement;
        var percentiles = report.GetProperty("captureToEmotion");
        Assert.InRange(percentiles.GetProperty("p50").GetDouble(), 0.1, percentiles.GetProperty("p999").GetDouble());
        Assert.InRange(report.GetProperty("offeredFps").GetDouble(), 1, 32); // 8; a busy machine offers less, and then catches up
        Assert.True(report.GetProperty("frames").GetProperty("addsUp").GetBoolean(), json.RootElement.GetProperty("frames").ToString());
    }

    [Fact]
    public async Task Overload_TwiceTheCapacity_AddsUpAndTellsEachSecond()
    {
        using var json = await RunAsync("overload", "--factor", "2", "--seconds", "2", "--cameras", "8", "--max-age", "1s");

        var report = json.RootElement;
        Assert.True(report.GetProperty("frames").GetProperty("addsUp").GetBoolean(), report.GetProperty("frames").ToString());
        Assert.True(report.GetProperty("factor").GetDouble() > 1);
        Assert.True(report.GetProperty("ratioToPeak").GetDouble() > 0);
        Assert.True(report.GetProperty("age").GetProperty("p50").GetDouble() > 0);
        Assert.Equal(4, report.GetProperty("rounds").GetArrayLength());
        Assert.Equal(4, report.GetProperty("seconds").GetArrayLength()); // half a second each
    }

    [Fact]
    public async Task Transport_ToolsNotThere_SaysWhatToName()
    {
        using var program = Program.Start("bench", "transport", "--records", "100", "--record-size", "1000", "--kafka-tools", "/nowhere/bin");

        Assert.Equal(2, await program.ExitCodeAsync());
        Assert.Contains("--kafka-tools /nowhere/bin", program.Error, StringComparison.Ordinal);
    }

    private static async Task<JsonDocument> RunAsync(params string[] args)
    {
        using var program = Program.Start(["bench", .. args, "--json"]);
        Assert.True(await program.ExitCodeAsync() == 0, program.Error);
        return JsonDocument.Parse(program.Out);
    }
}
