using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Mood;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Recommender;
using StreamMood.Tests.Mood;
using CommandLineProgram = StreamMood.IntegrationTests.Cli.Program;

namespace StreamMood.IntegrationTests.Recommender;

/// <summary>On a real Kafka, when one is at hand; tests/faults/recommender is the long form.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class ExactlyOnceTests(RealKafka kafka)
{
    private const int Cameras = 20;

    [SkippableFact]
    public async Task Recommend_KilledAgainAndAgain_SaysEverythingOnce()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        var events = Traffic.Shuffle(new Random(5), Traffic.Make(new Random(4), Cameras, 120), TimeSpan.FromMilliseconds(900));
        Publish(broker, events.Take(events.Count / 4));
        var expected = Expected(broker).Count;
        var group = "test-killed";
        for (var life = 1; life <= 3; life++)
        {
            using var program = Start(group);
            await Poll.Until(() => TestTopic.Read(broker, TopicNames.Recommendations).Count >= expected * 9 / 10, $"recommendations of life {life}");
            // More comes while it is shot.
            Publish(broker, events.Skip(life * events.Count / 4).Take(events.Count / 4));
            program.Signal("KILL");
            expected = Expected(broker).Count;
        }

        var wanted = Expected(broker);
        using var last = Start(group);
        await Poll.Until(() => TestTopic.Read(broker, TopicNames.Recommendations).Count >= wanted.Count, "all recommendations");
        last.Signal("TERM");

        var read = TestTopic.Read(broker, TopicNames.Recommendations).ToDictionary(
            r => TestTopic.Text(r.Message.Headers, EventHeaders.Id)!, r => Encoding.UTF8.GetString(r.Message.Value));
        Assert.Equal(wanted.OrderBy(w => w.Key, StringComparer.Ordinal), read.OrderBy(r => r.Key, StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Worker_ZonesOverSeveralPartitions_RecommendsForEachZoneOnce()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        Publish(broker, Traffic.Make(new Random(3), 6, 40));
        var options = new RecommenderOptions { StateInterval = TimeSpan.FromSeconds(1) };
        options.Zones["lobby"] = "cam-0,cam-1,cam-2";
        options.Zones["bar"] = "cam-3,cam-4";
        using var metrics = new RecommenderMetrics();
        using var worker = new RecommenderWorker(options, broker.Options("test-zones"), metrics, NullLoggerFactory.Instance, TimeProvider.System);
        await worker.StartAsync(default);

        await Poll.Until(() => Zones(broker).Select(z => z.Zone).Distinct().Count() == 2, "recommendations for both zones");
        await worker.StopAsync(default);

        var made = Zones(broker);
        Assert.Equal(made.Count, made.Select(RecommendationEvent.Id).Distinct().Count());
        Assert.All(made, m => Assert.Equal(m.Zone, m.Camera));
        // What a zone saw is what its cameras saw, each in a partition of its own, read one after the other.
        var frames = TestTopic.Read(broker, TopicNames.Recommendations).Select(r => EventJson.ReadRecommendation(r.Message.Value)).Where(r => r.Zone is null)
            .GroupBy(r => (options.Zones["lobby"].Contains(r.Camera, StringComparison.Ordinal) ? "lobby" : "bar", r.WindowEnd))
            .ToDictionary(g => g.Key, g => g.Where(r => r.Camera != "cam-5").Sum(r => r.Why.Frames));
        Assert.All(made, m => Assert.InRange(m.Why.Frames, frames.GetValueOrDefault((m.Zone!, m.WindowEnd)), int.MaxValue));
        Assert.All(made, m => Assert.Equal(0, m.Why.Late));
    }

    [SkippableFact]
    public async Task Worker_StateOfANewerProgram_EndsWithOneLine()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        Publish(broker, Traffic.Make(new Random(3), 2, 10));
        var options = broker.Options("test-newer");
        using (var producer = broker.Clients().EventProducer())
        using (var consumer = new KafkaClients(options, NullLoggerFactory.Instance).EventConsumer(RecommenderWorker.Role).Build())
        {
            for (var i = 0; i < 4; i++)
            {
                producer.Produce(new TopicPartition(TopicNames.RecommenderState, i), new Message<string, byte[]> { Key = "test-newer/camera", Value = [9, 0] });
                consumer.Commit([new TopicPartitionOffset(TopicNames.Emotions, i, 0)]);
            }

            producer.Flush(Poll.Patience);
        }

        using var metrics = new RecommenderMetrics();
        using var worker = new RecommenderWorker(new RecommenderOptions(), options, metrics, NullLoggerFactory.Instance, TimeProvider.System);
        await worker.StartAsync(default);
        var e = await Assert.ThrowsAsync<Contracts.UserErrorException>(() => worker.ExecuteTask!.WaitAsync(Poll.Patience));

        Assert.Contains("version 9", e.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Recommend_KilledBeforeItsFirstWholeState_SaysEverythingOnce()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        var events = Traffic.Make(new Random(6), Cameras, 60);
        Publish(broker, events.Take(events.Count / 2));
        using (var first = Start("test-early", "10min"))
        {
            var some = Expected(broker).Count;
            await Poll.Until(() => TestTopic.Read(broker, TopicNames.Recommendations).Count >= some / 2, "recommendations of the first life");
            first.Signal("KILL");
        }

        Publish(broker, events.Skip(events.Count / 2));
        var wanted = Expected(broker);
        using var last = Start("test-early", "10min");
        await Poll.Until(() => TestTopic.Read(broker, TopicNames.Recommendations).Count >= wanted.Count, "all recommendations");
        last.Signal("TERM");

        var read = TestTopic.Read(broker, TopicNames.Recommendations).ToDictionary(
            r => TestTopic.Text(r.Message.Headers, EventHeaders.Id)!, r => Encoding.UTF8.GetString(r.Message.Value));
        Assert.Equal(wanted.OrderBy(w => w.Key, StringComparer.Ordinal), read.OrderBy(r => r.Key, StringComparer.Ordinal));
    }

    private CommandLineProgram Start(string group, string stateInterval = "500ms") => CommandLineProgram.Start(
        "recommend", "--bootstrap", kafka.Bootstrap, "--set", $"kafka.groupPrefix={group}", "--set", "kafka.groupInstanceId=one", "--set", $"recommender.stateInterval={stateInterval}");

    private static List<RecommendationEvent> Zones(TestBroker broker) =>
        [.. TestTopic.Read(broker, TopicNames.Recommendations).Select(r => EventJson.ReadRecommendation(r.Message.Value)).Where(r => r.Zone is not null)];

    private static void Publish(TestBroker broker, IEnumerable<EmotionEvent> events)
    {
        using var producer = broker.Clients().EventProducer();
        foreach (var value in events)
            producer.Produce(TopicNames.Emotions, EventMessages.Emotion(value, null));
        producer.Flush(Poll.Patience);
    }

    /// <summary>What an undisturbed recommender says of the topic.</summary>
    private static Dictionary<string, string> Expected(TestBroker broker)
    {
        Dictionary<int, MoodPartition> partitions = [];
        List<RecommendationEvent> made = [];
        foreach (var record in TestTopic.Read(broker, TopicNames.Emotions))
        {
            if (!partitions.TryGetValue(record.Partition.Value, out var partition))
                partitions.Add(record.Partition.Value, partition = new MoodPartition(new RecommenderOptions().ToMood()));
            partition.Add(EventJson.ReadEmotion(record.Message.Value), record.Offset.Value, made);
        }

        return made.ToDictionary(RecommendationEvent.Id, m => Encoding.UTF8.GetString(EventJson.Write(m)));
    }
}
