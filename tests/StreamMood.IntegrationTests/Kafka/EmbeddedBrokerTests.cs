using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Kafka;

public sealed class EmbeddedBrokerTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public void FrameProducerAndConsumer_OneFrame_ArrivesWhole()
    {
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        var clients = new KafkaClients(broker.Options(), NullLoggerFactory.Instance);
        using var consumer = clients.FrameConsumer("test").Build();
        consumer.Subscribe(TopicNames.Frames);
        using var producer = clients.FrameProducer();
        var jpeg = new byte[50_000];
        new Random(1).NextBytes(jpeg);
        var id = new FrameId("cam", 1, 0);
        DeliveryReport<string, byte[]>? report = null;

        producer.Produce(TopicNames.Frames, EventMessages.Frame(id, At, jpeg, ConsentBases.Synthetic), r => report = r);
        producer.Flush(Poll.Patience);

        Assert.Equal(ErrorCode.NoError, report?.Error.Code);
        var result = consumer.Consume(Poll.Patience);
        Assert.NotNull(result);
        using var value = result.Message.Value;
        Assert.True(value.Span.SequenceEqual(jpeg));
        Assert.True(ReadHeaders.TryReadFrame(result.Message.Headers, result.Message.Key, out var read, out var frame, out var problem), problem);
        Assert.Equal(id, frame);
        Assert.Equal(At, read.Time);
        consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, result.Offset + 1));
        consumer.Commit();
        Assert.Equal(result.Offset + 1, consumer.Committed([result.TopicPartition], Poll.Patience)[0].Offset);
        consumer.Close();
    }

    [Fact]
    public async Task CheckAsync_EmbeddedBroker_HasTheTopics()
    {
        using var broker = EmbeddedBroker.Start(TopicSpec.All, framePartitions: 7);
        var clients = new KafkaClients(broker.Options(), NullLoggerFactory.Instance);

        await BrokerProbe.CheckAsync(clients, [.. TopicSpec.All.Select(t => t.Name)], Poll.Patience);

        Assert.Empty(await TopicAdmin.CreateAsync(clients, TopicSpec.All));
        var frames = Assert.Single(await TopicAdmin.ListAsync(clients, [TopicNames.Frames]));
        Assert.Equal(7, frames.Partitions);
        Assert.Equal(7, TopicAdmin.Partitions(clients, TopicNames.Frames).Count);
    }

    [Fact]
    public async Task CheckAsync_MissingTopic_SaysHowToMakeIt()
    {
        using var broker = EmbeddedBroker.Start([TopicSpec.All[0]]);
        var clients = new KafkaClients(broker.Options(), NullLoggerFactory.Instance);

        var error = await Assert.ThrowsAsync<UserErrorException>(() => BrokerProbe.CheckAsync(clients, [TopicNames.Frames, TopicNames.Emotions], Poll.Patience));

        Assert.Contains(TopicNames.Emotions, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TopicNames.Frames, error.Message, StringComparison.Ordinal);
        Assert.Contains("streammood topics create", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_NobodyThere_IsOneLineWithinSeconds()
    {
        var clients = new KafkaClients(new KafkaOptions { Bootstrap = "127.0.0.1:1" }, NullLoggerFactory.Instance);
        var clock = Stopwatch.StartNew();

        var error = await Assert.ThrowsAsync<UserErrorException>(() => BrokerProbe.CheckAsync(clients, [], TimeSpan.FromSeconds(2)));

        Assert.Contains("kafka.bootstrap is '127.0.0.1:1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"took {clock.Elapsed}");
    }

    [Fact]
    public async Task Start_FixedPort_AnswersThereAndRefusesASecond()
    {
        var (broker, port) = OnFixedPort();
        using var _ = broker;
        Assert.Equal($"127.0.0.1:{port}", broker.Bootstrap);
        var clients = new KafkaClients(broker.Options(), NullLoggerFactory.Instance);

        await BrokerProbe.CheckAsync(clients, [TopicNames.Frames], Poll.Patience);
        using (var producer = clients.EventProducer())
            await producer.ProduceAsync(TopicNames.Control, new Message<string, byte[]> { Key = "k", Value = [1] });

        var error = Assert.Throws<UserErrorException>(() => EmbeddedBroker.Start(TopicSpec.All, port));
        Assert.Contains($"port {port} on 127.0.0.1 is in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_ClientsStillThere_DoesNotHang()
    {
        var broker = EmbeddedBroker.Start(TopicSpec.All);
        var clients = new KafkaClients(broker.Options(), NullLoggerFactory.Instance);
        using var consumer = clients.EventConsumer("test").Build();
        consumer.Subscribe(TopicNames.Emotions);
        consumer.Consume(TimeSpan.FromMilliseconds(300));

        broker.Dispose();
        broker.Dispose();
        consumer.Close();
    }

    // A port that is free now may be another test's a moment later.
    private static (EmbeddedBroker Broker, int Port) OnFixedPort()
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                var port = FreePort();
                return (EmbeddedBroker.Start(TopicSpec.All, port), port);
            }
            catch (UserErrorException) when (attempt < 10)
            {
            }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
