using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Kafka;

/// <summary>An operator adds partitions while roles read.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class AddedPartitionsTests(RealKafka kafka)
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new();

    [SkippableFact]
    public async Task ControlReader_DecisionInAnAddedPartition_IsHeard()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        var clients = broker.Clients();
        List<string> taken = [];
        using var reader = new ControlReader(clients, (camera, _) => taken.Add(camera), _time, NullLogger.Instance);
        reader.ReadAll(CancellationToken.None);
        await PublishIntoAddedAsync(clients, TopicNames.Control, Revoked("cam-1", Now));

        await Poll.Until(
            () =>
            {
                _time.Advance(PartitionWatch.Interval);
                reader.Poll(TimeSpan.Zero);
                return taken.Count > 0;
            },
            "the decision is heard");

        Assert.Equal(["cam-1"], taken);
    }

    [SkippableFact]
    public async Task ControlReader_OlderDecisionInTheFormerPartition_DoesNotUndoTheNewer()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        var clients = broker.Clients();
        await PublishIntoAddedAsync(clients, TopicNames.Control, Revoked("cam-1", Now));
        using (var producer = clients.EventProducer())
            await producer.ProduceAsync(new TopicPartition(TopicNames.Control, 0), Decided("cam-1", ControlKind.Grant, Now.AddMinutes(-1)));
        var revoked = new RevokedConsent();
        using var reader = new ControlReader(clients, revoked.Take, _time, NullLogger.Instance);

        reader.ReadAll(CancellationToken.None);

        Assert.True(revoked.Forbids("cam-1", Now.AddMinutes(1), new FakeTimeProvider(Now.AddMinutes(2))));
    }

    [SkippableFact]
    public async Task LoadFollower_LoadInAnAddedPartition_IsHeard()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        using var stop = new CancellationTokenSource();
        var heard = new ConcurrentQueue<string>();
        new LoadFollower(broker.Options(), heard.Enqueue, _time).Start(stop.Token);
        using (var producer = broker.Clients().EventProducer())
            await Poll.Until(
                () =>
                {
                    producer.Produce(new TopicPartition(TopicNames.Load, 0), Load("before"));
                    return heard.Contains("before");
                },
                "it follows");
        await PublishIntoAddedAsync(broker.Clients(), TopicNames.Load, Load("cam-1"));

        await Poll.Until(
            () =>
            {
                _time.Advance(PartitionWatch.Interval);
                return heard.Contains("cam-1");
            },
            "the load is heard");

        await stop.CancelAsync();
    }

    private static async Task PublishIntoAddedAsync(KafkaClients clients, string topic, Message<string, byte[]> message)
    {
        using var admin = clients.Admin();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 5 }]);
        await Poll.Until(() => TopicAdmin.Partitions(clients, topic).Count == 5, "the partition is there");
        using var producer = clients.EventProducer();
        await producer.ProduceAsync(new TopicPartition(topic, 4), message);
    }

    private static Message<string, byte[]> Revoked(string camera, DateTimeOffset at) => Decided(camera, ControlKind.Revoke, at);

    private static Message<string, byte[]> Decided(string camera, ControlKind kind, DateTimeOffset at)
    {
        var message = EventMessages.Control(new ControlRecord { Camera = camera, Decisions = [new() { Kind = kind, DecidedAt = at, From = at }] }, at);
        message.Timestamp = new Timestamp(at);
        return message;
    }

    private static Message<string, byte[]> Load(string camera) => new() { Key = camera, Value = "{}"u8.ToArray() };
}
