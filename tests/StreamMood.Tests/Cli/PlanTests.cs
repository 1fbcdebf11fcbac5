using System.Text.Json;

namespace StreamMood.Tests.Cli;

public sealed class PlanTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Plan_MeasuredBench_FollowsFromIt()
    {
        await File.WriteAllTextAsync(_file, """{"cpuMsPerFrame":3,"setting":{"bytesPerFrame":20000}}""");

        var call = await Call.RunAsync("plan", "--cameras", "200", "--fps", "10", "--bench", _file, "--load", "0.5", "--core-price", "0.05", "--json");

        Assert.Equal(0, call.ExitCode);
        var plan = JsonDocument.Parse(call.Out).RootElement;
        Assert.Equal(2000, plan.GetProperty("framesPerSecond").GetDouble());
        Assert.Equal(12, plan.GetProperty("inferenceCores").GetDouble(), 6); // 2000 × 3 ms at half load
        Assert.Equal(4, plan.GetProperty("workers").GetInt32()); // three of four cores, and one to spare
        Assert.Equal(24, plan.GetProperty("partitions").GetInt32());
        Assert.Equal(40, plan.GetProperty("inMegabytes").GetDouble(), 6);
        Assert.Equal(3, plan.GetProperty("brokers").GetInt32());
        Assert.Equal(40e6 * 600 * 1.2 * 3 / 1e9, plan.GetProperty("frameGigabytes").GetDouble(), 3);
        Assert.Equal((16 + 2 + 6) * 0.05 * 730, plan.GetProperty("monthlyCost").GetDouble(), 3);
    }

    [Fact]
    public async Task Plan_TenThousandCameras_HasPartitionsForEveryWorker()
    {
        var plan = JsonDocument.Parse((await Call.RunAsync("plan", "--cameras", "10000", "--fps", "5", "--json")).Out).RootElement;

        Assert.True(plan.GetProperty("partitions").GetInt32() >= 2 * plan.GetProperty("workers").GetInt32());
        Assert.True(plan.GetProperty("brokers").GetInt32() > 3);
    }

    [Fact]
    public async Task Plan_NoBench_IsRefused()
    {
        await File.WriteAllTextAsync(_file, "{}");

        (await Call.RunAsync("plan", "--cameras", "1", "--bench", _file)).IsRefusedWith("--bench", "bench worker --json");
        (await Call.RunAsync("plan", "--cameras", "0")).IsRefusedWith("--cameras must lie between 1");
        (await Call.RunAsync("plan")).IsRefusedWith("--cameras");
    }
}
