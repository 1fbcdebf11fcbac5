using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Cli;

/// <summary>Ctrl-C during each verb: an orderly end within seconds, no stack trace.</summary>
public sealed class InterruptTests
{
    [Theory]
    [InlineData("INT", "camera", "--count", "1")]
    [InlineData("INT", "infer")]
    [InlineData("TERM", "infer")]
    [InlineData("INT", "recommend")]
    public async Task Role_Signal_EndsInOrderWithItsAccount(string signal, string verb, params string[] args)
    {
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var role = Program.Start([verb, .. args, "--bootstrap", broker.Bootstrap, "--set", "kafka.embedded=true", "--json"]);
        await role.UntilAsync(p => p.Error.Length > 0); // its first log line: it runs
        role.Signal(signal);
        Assert.Equal(0, await role.ExitCodeAsync());
        Assert.Contains($"\"kind\":\"{verb}\"", role.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", role.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_CtrlC_EndsQuietly()
    {
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var cameras = Program.Start("camera", "--count", "1", "--bootstrap", broker.Bootstrap);
        using var infer = Program.Start("infer", "--bootstrap", broker.Bootstrap, "--set", "kafka.embedded=true");
        using var watch = Program.Start("watch", "--emotions", "--from-beginning", "--json", "--bootstrap", broker.Bootstrap);
        await watch.UntilAsync(p => p.Out.Contains("\"kind\":\"emotion\"", StringComparison.Ordinal));
        watch.Interrupt();
        Assert.Equal(0, await watch.ExitCodeAsync());
        Assert.Empty(watch.Error);
        foreach (var role in (Program[])[cameras, infer])
        {
            role.Interrupt();
            Assert.Equal(0, await role.ExitCodeAsync());
        }
    }

    [Fact]
    public async Task Watch_ReaderOfThePipeEnds_EndsToo()
    {
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        var program = Path.Combine(AppContext.BaseDirectory, "streammood.dll");
        using var shell = System.Diagnostics.Process.Start("sh", ["-c", $"dotnet '{program}' watch --json --bootstrap {broker.Bootstrap} | true"]);
        using var patience = new CancellationTokenSource(Poll.Patience);
        await shell.WaitForExitAsync(patience.Token);
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public async Task Bench_CtrlC_EndsAsInterrupted()
    {
        using var bench = Program.Start("bench", "vision", "--seconds", "600", "--json");
        await Task.Delay(TimeSpan.FromSeconds(1)); // it prints nothing before its end, so there is no condition to wait on
        bench.Interrupt();
        Assert.Equal(130, await bench.ExitCodeAsync());
        Assert.DoesNotContain("   at ", bench.Error, StringComparison.Ordinal);
    }
}
