using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Events;
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
        using var reader = new ControlReader(new KafkaClients(options, log), (_, _) => { }, TimeProvider.System, log);

        reader.ReadAll(CancellationToken.None);

        Assert.Contains(log.Lines, l => l.Contains("offset-query", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, l => l.Contains("no current leader", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Poll_NewerRecordInAnotherPartitionCannotBeRead_DecisionHolds()
    {
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        var clients = new KafkaClients(broker.Options(), NullLoggerFactory.Instance);
        var now = TimeProvider.System.GetUtcNow();
        using var log = new KeptLog();
        List<ControlKind> taken = [];
        using var reader = new ControlReader(clients, (_, record) => taken.Add(record!.Decisions[^1].Kind), TimeProvider.System, log);
        using var producer = clients.EventProducer();
        await producer.ProduceAsync(new TopicPartition(TopicNames.Control, 1), At(now, new() { Key = "cam-1", Value = "[]"u8.ToArray() }));
        reader.ReadAll(CancellationToken.None);
        Assert.Contains(log.Lines, l => l.Contains("cam-1", StringComparison.Ordinal));

        var revoked = new ControlDecision { Kind = ControlKind.Revoke, DecidedAt = now, From = now };
        await producer.ProduceAsync(
            new TopicPartition(TopicNames.Control, 0), At(now.AddMinutes(-1), EventMessages.Control(new ControlRecord { Camera = "cam-1", Decisions = [revoked] }, now)));
        await Poll.Until(
            () =>
            {
                reader.Poll(TimeSpan.Zero);
                return taken.Count > 0;
            },
            "the decision is heard");

        Assert.Equal([ControlKind.Revoke], taken);

        static Message<string, byte[]> At(DateTimeOffset published, Message<string, byte[]> message)
        {
            message.Timestamp = new Timestamp(published);
            return message;
        }
    }

    // A recommender that begins anew waits here, and must still come to its last line when it is told to stop meanwhile.
    [Fact]
    public async Task ReadAll_ToldToStopWhileNoBrokerAnswers_EndsInOrder()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var stop = new CancellationTokenSource();
        var clients = new KafkaClients(new KafkaOptions { Bootstrap = silent.LocalEndpoint.ToString()! }, NullLoggerFactory.Instance);
        using var reader = new ControlReader(clients, (_, _) => { }, TimeProvider.System, NullLogger.Instance);

        var reading = Task.Run(() => reader.ReadAll(stop.Token));
        using var asked = await silent.AcceptTcpClientAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }
}
