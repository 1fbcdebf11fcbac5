using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Pipeline;

namespace StreamMood.IntegrationTests.Kafka;

public sealed class ControlReaderTests
{
    // Workers wait for this reading before their first frame. The library tells of itself whether it knew whom to ask for a partition's
    // beginning, or sat half a second until it looked again.
    [Fact]
    public void ReadAll_ClientJustMade_KnowsWhoLeadsBeforeItAsks()
    {
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var log = new KeptLog();
        var options = broker.Options();
        options.Consumer["debug"] = "topic";
        using var reader = new ControlReader(new KafkaClients(options, log), (_, _) => { }, log);

        reader.ReadAll(CancellationToken.None);

        Assert.Contains(log.Lines, l => l.Contains("offset-query", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, l => l.Contains("no current leader", StringComparison.Ordinal));
    }
}
