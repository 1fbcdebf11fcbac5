using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
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
