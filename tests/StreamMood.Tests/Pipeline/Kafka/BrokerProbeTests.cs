using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class BrokerProbeTests
{
    private const string Own = "streammood topics create --bootstrap kafka-1:9092";
    private const string Foreign = "kafka-topics.sh --bootstrap-server kafka-1:9092 --create --topic lab.frames.v1";

    [Theory]
    [InlineData($"make the topics with: {Own}", TopicNames.Frames, TopicNames.Control)]
    [InlineData($"make it with: {Foreign}", "lab.frames.v1")]
    [InlineData($"make {TopicNames.Frames} with: {Own}; make lab.frames.v1 with: {Foreign}", "lab.frames.v1", TopicNames.Frames)]
    public void HowToMake_OwnAndForeignTopics_NamesTheToolThatMakesThem(string expected, params string[] missing) =>
        Assert.Equal(expected, BrokerProbe.HowToMake(missing, "kafka-1:9092"));

    // As a listener that wants TLS does of a client that speaks plainly; one that wants a password hangs up a request later.
    [Fact]
    public async Task CheckAsync_ListenerThatHangsUp_HintsAtTheProtocol()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var hangsUp = HangUpAsync(listener);
        var clients = new KafkaClients(new KafkaOptions { Bootstrap = listener.LocalEndpoint.ToString()! }, NullLoggerFactory.Instance);

        var error = await Assert.ThrowsAsync<UserErrorException>(() => BrokerProbe.CheckAsync(clients, [], TimeSpan.FromSeconds(2)));

        listener.Stop();
        await hangsUp;
        Assert.Contains("(Disconnected", error.Message, StringComparison.Ordinal);
        Assert.Contains("security.protocol", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_NobodyListens_SaysToStartTheBroker()
    {
        var clients = new KafkaClients(new KafkaOptions { Bootstrap = "127.0.0.1:1" }, NullLoggerFactory.Instance);

        var error = await Assert.ThrowsAsync<UserErrorException>(() => BrokerProbe.CheckAsync(clients, [], TimeSpan.FromSeconds(1)));

        Assert.EndsWith("; start the broker or correct --bootstrap", error.Message, StringComparison.Ordinal);
    }

    private static async Task HangUpAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await client.Client.ReceiveAsync(new byte[1024]); // the client speaks first
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
