using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Recommender;
using StreamMood.Tests.Pipeline;

namespace StreamMood.IntegrationTests.Recommender;

public sealed class RecommenderWorkerTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start(TopicSpec.All);
    private readonly KafkaClients _clients;
    private readonly IProducer<string, byte[]> _producer;

    public RecommenderWorkerTests()
    {
        _clients = new KafkaClients(_broker.Options(), NullLoggerFactory.Instance);
        _producer = _clients.EventProducer();
    }

    public void Dispose()
    {
        _producer.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public async Task Worker_EventsOfSixCameras_RecommendsForEachAndStopsInOrder()
    {
        using var metrics = new RecommenderMetrics();
        using var worker = Worker(metrics);
        Publish(Enumerable.Range(1, 6).SelectMany(c => Camera($"cam-{c}", 0, 11)));
        _producer.Produce(TopicNames.Emotions, new Message<string, byte[]> { Key = "cam-1", Value = "rubbish"u8.ToArray() });

        await worker.StartAsync(default);
        await Poll.Until(() => metrics is { Recommendations: 30, DeadLetters: 1, Consumed: 661 }, "30 recommendations and one dead letter");
        await worker.StopAsync(default);

        Assert.True(worker.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Equal(30, metrics.WindowEndToRecommendation.Count);
        var made = Read(TopicNames.Recommendations, 30);
        Assert.All(made, m => Assert.Equal(Id(m), Text(m, EventHeaders.Id)));
        Assert.Equal(30, made.Select(Id).Distinct().Count());
        Assert.All(made, m => Assert.Equal(SongCategory.Happy, EventJson.ReadRecommendation(m.Message.Value).Category));
        var letter = Assert.Single(Read(TopicNames.DeadLetters, 1));
        Assert.Equal("headers", EventJson.ReadDeadLetter(letter.Message.Value).Reason);
    }

    [Fact]
    public async Task Worker_StartedAgain_MissesNothingAndRepeatsOnlyEqualIds()
    {
        var options = new RecommenderOptions { StateInterval = TimeSpan.FromMilliseconds(200) };
        using (var metrics = new RecommenderMetrics())
        using (var worker = Worker(metrics, options))
        {
            Publish(Camera("cam-1", 0, 101));
            await worker.StartAsync(default);
            await Poll.Until(() => metrics.Recommendations == 50, "50 recommendations");
            await worker.StopAsync(default);
        }

        using (var metrics = new RecommenderMetrics())
        using (var worker = Worker(metrics, options))
        {
            Publish(Camera("cam-1", 101, 201));
            await worker.StartAsync(default);
            var all = Read(TopicNames.Recommendations, messages => messages.Select(Id).Distinct().Count() == 100);
            await Poll.Until(() => metrics.Consumed >= 1000, "the last events are read");
            await worker.StopAsync(default);

            Assert.Equal(1000, metrics.Consumed);
            Assert.Equal(100, all.Count);
            Assert.All(all, m => Assert.Equal(Start, EventJson.ReadRecommendation(m.Message.Value).Since));
        }
    }

    [Fact]
    public async Task Worker_ConsentRevoked_DropsTheOpenWindowsAndForgetsTheCamera()
    {
        using var metrics = new RecommenderMetrics();
        using var worker = Worker(metrics);
        await worker.StartAsync(default);
        Publish(Camera("cam-1", 0, 11));
        await Poll.Until(() => metrics is { Recommendations: 5, Cameras: 1 }, "5 recommendations");

        var revoked = new ControlDecision { Kind = ControlKind.Revoke, DecidedAt = Start.AddSeconds(10.5), From = Start.AddSeconds(11) };
        _producer.Produce(TopicNames.Control, EventMessages.Control(new ControlRecord { Camera = "cam-1", Decisions = [revoked] }, Start.AddSeconds(10.5)));
        await Poll.Until(() => metrics.Cameras == 0, "the camera is forgotten");

        await worker.StopAsync(default);
        Assert.Equal(5, metrics.Recommendations);
    }

    [Fact]
    public async Task Worker_BrokerGoneForAWhile_CarriesOn()
    {
        using var metrics = new RecommenderMetrics();
        using var worker = Worker(metrics);
        Publish(Camera("cam-1", 0, 11));
        await worker.StartAsync(default);
        await Poll.Until(() => metrics.Recommendations == 5, "5 recommendations");

        _broker.GoDown();
        foreach (var value in Camera("cam-1", 11, 21))
            _producer.Produce(TopicNames.Emotions, EventMessages.Emotion(value, null));
        _broker.ComeUp();

        await Poll.Until(() => metrics.Recommendations >= 10, "10 recommendations");
        await worker.StopAsync(default);
        Assert.Equal(10, Read(TopicNames.Recommendations, 10).Select(Id).Distinct().Count());
    }

    [Fact]
    public async Task Worker_DecisionsWhileItRuns_HoldFromTheirEventTime()
    {
        var log = new KeptLog();
        using var metrics = new RecommenderMetrics();
        var options = new RecommenderOptions { Window = TimeSpan.FromSeconds(2) };
        using var worker = new RecommenderWorker(options, _broker.Options(), metrics, log, TimeProvider.System);
        await worker.StartAsync(default);
        string[] cameras = ["cam-1", "cam-2", "cam-3", "cam-4", "cam-5"];
        Publish(cameras.SelectMany(c => Camera(c, 0, 11)));
        await Poll.Until(() => metrics.Recommendations == 25, "25 recommendations before anything is decided");

        var from = Start.AddSeconds(20);
        Decide("cam-1", ControlKind.Pin, d => d with { Category = SongCategory.Calm, Until = Start.AddSeconds(30) });
        Decide("cam-2", ControlKind.Pause);
        Decide("cam-3", ControlKind.Strategy, d => d with { Strategy = "lift", Goal = new TargetMood(0.8f, -0.8f) });
        Decide("cam-4", ControlKind.Revoke);
        await Poll.Until(() => cameras[..4].All(c => log.Lines.Any(l => l.Contains($"Decision for {c}", StringComparison.Ordinal))), "four decisions are known");
        Publish(cameras.SelectMany(c => Camera(c, 11, 41)));
        // Twenty windows of three cameras; of the others, those that begin before. What was open when consent was revoked is dropped.
        await Poll.Until(() => metrics is { Consumed: 5 * 410, Recommendations: >= 3 * 20 + 10 + 5 }, "all but the last recommendations");
        await worker.StopAsync(default);

        var made = Read(TopicNames.Recommendations, (int)metrics.Recommendations).Select(m => EventJson.ReadRecommendation(m.Message.Value)).ToLookup(r => r.Camera);
        Assert.All(made["cam-1"], r => Assert.Equal(
            r.WindowStart >= from && r.WindowStart < Start.AddSeconds(30) ? (SongCategory.Calm, "pinned") : (SongCategory.Happy, r.Why.Decision), (r.Category, r.Why.Decision)));
        Assert.Contains(made["cam-1"], r => r.WindowStart >= Start.AddSeconds(30) && r.Why.Decision != "pinned");
        Assert.Equal((10, 20, 20), (made["cam-2"].Count(), made["cam-1"].Count(), made["cam-5"].Count()));
        Assert.InRange(made["cam-4"].Count(), 5, 10);
        Assert.All(made["cam-2"].Concat(made["cam-4"]), r => Assert.True(r.WindowStart < from));
        Assert.All(made["cam-3"], r => Assert.Equal(r.WindowStart < from ? "match" : "lift", r.Why.Strategy));
        Assert.All(made["cam-5"], r => Assert.Equal((SongCategory.Happy, "match"), (r.Category, r.Why.Strategy)));

        void Decide(string camera, ControlKind kind, Func<ControlDecision, ControlDecision>? more = null)
        {
            var decision = new ControlDecision { Kind = kind, DecidedAt = Start, From = from };
            var record = new ControlRecord { Camera = camera, Decisions = [more?.Invoke(decision) ?? decision] };
            _producer.Produce(TopicNames.Control, EventMessages.Control(record, Start));
        }
    }

    private static IEnumerable<EmotionEvent> Camera(string camera, int from, int to)
    {
        EmotionScores scores = default;
        scores[Emotion.Happiness] = 1;
        var mood = Circumplex.Expect(scores);
        var face = new FaceObservation
        {
            Track = 1, Box = new Box(10, 10, 90, 90), Score = 0.9f, Landmarks = default, Emotions = scores, Label = "happiness",
            Valence = mood.Valence, Arousal = mood.Arousal, Confidence = 1, Quality = 1,
        };
        for (var i = from * 10; i < to * 10; i++)
            yield return new EmotionEvent
            {
                Camera = camera, Frame = new FrameId(camera, 1, i).ToString(), CapturedAt = Start.AddMilliseconds(i * 100),
                Width = 640, Height = 480, Faces = [face], Models = new ModelVersions("d@1", "e@1"),
            };
    }

    private static string Id(ConsumeResult<string, byte[]> message)
    {
        var value = EventJson.ReadRecommendation(message.Message.Value);
        return RecommendationEvent.Id(value.Camera, value.WindowEnd);
    }

    private static string Text(ConsumeResult<string, byte[]> message, string header) =>
        System.Text.Encoding.UTF8.GetString(message.Message.Headers.GetLastBytes(header));

    private RecommenderWorker Worker(RecommenderMetrics metrics, RecommenderOptions? options = null)
    {
        options ??= new RecommenderOptions();
        options.Window = TimeSpan.FromSeconds(2);
        return new(options, _broker.Options(), metrics, NullLoggerFactory.Instance, TimeProvider.System);
    }

    private void Publish(IEnumerable<EmotionEvent> events)
    {
        foreach (var value in events.OrderBy(e => e.CapturedAt))
            _producer.Produce(TopicNames.Emotions, EventMessages.Emotion(value, null));
        _producer.Flush(Poll.Patience);
    }

    private List<ConsumeResult<string, byte[]>> Read(string topic, int expected) => Read(topic, messages => messages.Count >= expected);

    /// <summary>Everything in a topic: until it is what is wanted, and then whatever comes within a moment.</summary>
    private List<ConsumeResult<string, byte[]>> Read(string topic, Func<List<ConsumeResult<string, byte[]>>, bool> wanted)
    {
        using var follower = _clients.Follower();
        follower.Assign(TopicAdmin.Partitions(_clients, topic).Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        List<ConsumeResult<string, byte[]>> messages = [];
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Poll.Patience)
        {
            if (follower.Consume(TimeSpan.FromMilliseconds(500)) is { } message)
                messages.Add(message);
            else if (wanted(messages))
                break;
        }

        follower.Close();
        Assert.True(wanted(messages), $"{messages.Count} messages in {topic} are not what was wanted");
        return messages;
    }
}
