using StreamMood.Cli;
using StreamMood.IntegrationTests.Fixtures;

namespace StreamMood.IntegrationTests.Cli;

/// <summary>A broker that refuses for good while a role runs.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class FatalBrokerTests(RealKafka kafka)
{
    [SkippableFact]
    public async Task Role_ItsNameInTheGroupIsTakenByAnother_EndsWithThreeAndOneLine()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        string[] words = ["infer", "--provider", "cpu", "--bootstrap", kafka.Bootstrap, "--set", "kafka.groupPrefix=fenced", "--set", "kafka.groupInstanceId=one"];
        using var first = Program.Start(words);
        await first.UntilAsync(p => p.Error.Contains("Partitions assigned", StringComparison.Ordinal));

        using var second = Program.Start(words);

        Assert.Equal(ExitCode.Broker, await first.ExitCodeAsync());
        var lines = first.Error.Split('\n');
        var line = Assert.Single(lines, l => l.StartsWith("streammood: ", StringComparison.Ordinal));
        Assert.Contains("refused for good", line, StringComparison.Ordinal);
        Assert.EndsWith("another process uses the same kafka.groupInstanceId; give each its own", line, StringComparison.Ordinal);
        Assert.DoesNotContain(lines, l => l.Contains("librdkafka FATAL", StringComparison.Ordinal));
    }
}
