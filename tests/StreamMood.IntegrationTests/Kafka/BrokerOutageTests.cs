using Confluent.Kafka;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Pipeline;

namespace StreamMood.IntegrationTests.Kafka;

/// <summary>A broker that hangs: its connections stay open, so only time tells.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class BrokerOutageTests(RealKafka kafka)
{
    [SkippableFact]
    public async Task BrokerHangs_IsToldOnceLosesNothingAndIsToldWhenBack()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        var options = broker.Options();
        options.Client["socket.timeout.ms"] = "1500";
        options.Client["socket.connection.setup.timeout.ms"] = "1000";
        var log = new KeptLog();
        var clients = new KafkaClients(options, log);
        using var producer = clients.EventProducer();
        var (acknowledged, before) = (0, 0);
        void Produce() => producer.Produce(TopicNames.Control, new Message<string, byte[]> { Key = "k", Value = [1] }, r =>
        {
            if (r.Error.IsError)
                return;
            clients.Health.Up();
            if (acknowledged == 0)
                before = log.Lines.Count; // a broker that has only just made its topics may be slow to answer: an outage of its own
            Interlocked.Increment(ref acknowledged);
        });
        Produce();
        await Poll.Until(() => acknowledged == 1, "the broker answers");

        await kafka.PauseAsync();
        try
        {
            Produce();
            await Poll.Until(() => Told().Any(l => l.Contains("cannot be reached", StringComparison.Ordinal)), "the outage is told");
            Assert.True(clients.Health.IsDown);
        }
        finally
        {
            await kafka.ResumeAsync();
        }

        await Poll.Until(() => acknowledged == 2, "the message is delivered after all");
        var outage = Told().TakeWhile(l => !l.Contains("is back after", StringComparison.Ordinal)).ToList();
        Assert.Single(outage, l => l.Contains("cannot be reached", StringComparison.Ordinal));
        Assert.True(Told().Count() > outage.Count, "its end is told");
        clients.Health.ThrowIfFatal();

        IEnumerable<string> Told() => log.Lines.Skip(before);
    }
}
