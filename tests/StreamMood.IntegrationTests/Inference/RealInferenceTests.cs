using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Vision;

namespace StreamMood.IntegrationTests.Inference;

/// <summary>On a real Kafka, when one is at hand.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class RealInferenceTests(RealKafka kafka) : InferenceTests
{
    protected override async Task<TestBroker> BrokerAsync()
    {
        kafka.Require();
        return await RealTestBroker.EmptyAsync(kafka.Bootstrap);
    }

    // Cooperative rebalancing takes partitions from a worker while it has frames of them in work.
    [SkippableFact]
    public async Task WorkerComesAndGoesInOrder_NoFrameTwice()
    {
        using var models = new TestModels();
        using var broker = await BrokerAsync();
        var group = broker.Options();
        var (sequence, stop) = (0, false);
        await using var stays = await TestWorker.StartAsync(group, models);
        TestWorker? second = null;
        var publishing = Task.Run(async () =>
        {
            for (; !Volatile.Read(ref stop); sequence += 10)
            {
                TestTopic.PublishFrames(broker, Frames(8, 10, sequence));
                do
                    await Task.Delay(5); // so far ahead as can be caught up with afterwards
                while (!Volatile.Read(ref stop) && 8 * sequence > stays.Metrics.Inferred + (Volatile.Read(ref second)?.Metrics.Inferred ?? 0) + 2000);
            }
        });
        await Poll.Until(() => stays.Metrics.Inferred > 0, "the first worker reads");
        await using (var goes = await TestWorker.StartAsync(group, models))
        {
            Volatile.Write(ref second, goes);
            await Poll.Until(() => goes.Metrics.Inferred > 0, "the second worker reads too");
            await goes.StopAsync();
        }

        Volatile.Write(ref stop, true);
        await publishing;
        await AssertOnceAsync(broker, 8 * sequence, stays);
    }

    [SkippableFact]
    public async Task FramesThatExpiredWhileNoWorkerRan_AreCounted()
    {
        using var models = new TestModels();
        using var broker = await BrokerAsync();
        var group = broker.Options();
        TestTopic.PublishFrames(broker, Frames(1, 100));
        await using (var first = await TestWorker.StartAsync(group, models))
        {
            await Poll.Until(() => first.Metrics.Inferred == 100, "the first worker reads all");
            await first.StopAsync();
        }

        TestTopic.PublishFrames(broker, Frames(1, 100, start: 100));
        var place = TestTopic.Read(broker, TopicNames.Frames)[0].TopicPartition;
        using (var admin = broker.Clients().Admin())
            await admin.DeleteRecordsAsync([new TopicPartitionOffset(place, 150)]);
        await using var second = await TestWorker.StartAsync(group, models);
        await Poll.Until(() => second.Metrics.Inferred == 50, "what is left is read");
        await second.StopAsync();

        Assert.Equal(50, second.Metrics.Skipped[InferenceMetrics.Expired]);
    }

    [SkippableFact]
    public async Task FramesTopicGetsMorePartitions_TheirFramesAreReadWithoutARestart()
    {
        using var models = new TestModels();
        using var broker = await BrokerAsync();
        await using var worker = await TestWorker.StartAsync(broker.Options(), models);
        TestTopic.PublishFrames(broker, Frames(16, 5));
        await Poll.Until(() => worker.Metrics.Inferred == 80, "the worker reads");

        var clients = broker.Clients();
        var before = TopicAdmin.Partitions(clients, TopicNames.Frames).Count;
        using (var admin = clients.Admin())
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = TopicNames.Frames, IncreaseTo = 2 * before }]);
        await Poll.Until(() => TopicAdmin.Partitions(clients, TopicNames.Frames).Count == 2 * before, "the topic has grown");
        TestTopic.PublishFrames(broker, Frames(16, 5, start: 5));
        Assert.Contains(TestTopic.Read(broker, TopicNames.Frames), r => r.Partition >= before);

        await AssertOnceAsync(broker, 160, worker);
        await worker.StopAsync();
        AssertLedger(worker.Metrics, 160);
    }

    // A static member that comes back under its name within the session timeout gets its partitions without a rebalance.
    [SkippableFact]
    public async Task StaticMemberRestartsInOrder_NoFrameTwice()
    {
        using var models = new TestModels();
        using var broker = await BrokerAsync();
        var group = broker.Options();
        group.GroupInstanceId = "worker-1";
        var neighbour = broker.Options(group.GroupPrefix);
        neighbour.GroupInstanceId = "worker-2";
        TestTopic.PublishFrames(broker, Frames(8, 50));
        await using var other = await TestWorker.StartAsync(neighbour, models);
        await using (var first = await TestWorker.StartAsync(group, models))
        {
            await Poll.Until(() => first.Metrics.Inferred > 0 || other.Metrics.Inferred == 400, "the group has met");
            await first.StopAsync();
        }

        TestTopic.PublishFrames(broker, Frames(8, 50, start: 50));
        await using var again = await TestWorker.StartAsync(group, models);
        await AssertOnceAsync(broker, 800, other, again);
    }

    private static async Task AssertOnceAsync(TestBroker broker, int frames, params TestWorker[] workers)
    {
        var seen = 0;
        await Poll.Until(
            () => (seen = TestTopic.Emotions(broker).Select(e => e.Frame).Distinct().Count()) == frames,
            () => $"{seen} of {frames} frames have their event; workers read {string.Join(" and ", workers.Select(w => $"{w.Metrics.Consumed}, inferred {w.Metrics.Inferred}, ended {w.Execution.IsCompleted}"))}");
        Assert.Equal(frames, TestTopic.Emotions(broker).Count);
    }
}
