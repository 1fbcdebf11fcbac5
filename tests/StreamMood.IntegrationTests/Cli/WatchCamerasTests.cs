using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Cli;

/// <summary>What an operator sees of the cameras from another machine.</summary>
public sealed class WatchCamerasTests
{
    [Fact]
    public async Task Watch_OneCameraLiveOneDead_ShowsBothAndNoPassword()
    {
        const string url = "http://lens:s3cret@127.0.0.1:1/video"; // no test is given this port
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var agent = Program.Start("camera", "--count", "1", "--source", url, "--set", "camera.consent.basis=consent", "--set", "camera.consent.notice=none", "--set", "camera.consent.recordedAt=2026-01-01", "--bootstrap", broker.Bootstrap, "--json");
        using var watch = Program.Start("watch", "--cameras", "--json", "--bootstrap", broker.Bootstrap);
        await watch.UntilAsync(p => Says(p.Out, "cam-1", "live") && Says(p.Out, "127.0.0.1", "failed"));
        agent.Interrupt();
        Assert.Equal(0, await agent.ExitCodeAsync());
        await watch.UntilAsync(p => Says(p.Out, "cam-1", "ended"));
        watch.Interrupt();
        Assert.Equal(0, await watch.ExitCodeAsync());
        Assert.Contains("Connection refused", watch.Out, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1 died: http://127.0.0.1:", agent.Error, StringComparison.Ordinal);
        foreach (var text in (string[])[watch.Out, watch.Error, agent.Out, agent.Error])
            Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
    }

    private static bool Says(string lines, string camera, string state) => lines.Split('\n').Any(
        l => l.StartsWith($"{{\"kind\":\"camera\",\"camera\":\"{camera}\"", StringComparison.Ordinal) && l.Contains($"\"state\":\"{state}\"", StringComparison.Ordinal));
}
