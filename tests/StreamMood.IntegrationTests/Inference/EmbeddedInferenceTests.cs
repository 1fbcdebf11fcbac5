using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Vision;

namespace StreamMood.IntegrationTests.Inference;

/// <summary>On the embedded broker, which can also fail on demand.</summary>
public sealed class EmbeddedInferenceTests : InferenceTests
{
    protected override Task<TestBroker> BrokerAsync() => Task.FromResult<TestBroker>(new EmbeddedTestBroker());

    [Fact]
    public async Task BrokerGoneAndBack_LosesNothing()
    {
        using var models = new TestModels();
        using var broker = new EmbeddedTestBroker();
        await using var worker = await TestWorker.StartAsync(broker.Options(), models);
        TestTopic.PublishFrames(broker, Frames(4, 50));
        await Poll.Until(() => worker.Metrics.Consumed > 20, "some frames are read");

        broker.Broker.GoDown();
        await Task.Delay(500);
        broker.Broker.ComeUp();
        TestTopic.PublishFrames(broker, Frames(4, 50, start: 50));
        await Poll.Until(() => worker.Metrics.Inferred == 400, "all frames are inferred");
        await worker.StopAsync();

        AssertLedger(worker.Metrics, 400);
        Assert.Equal(400, TestTopic.Emotions(broker).Select(e => e.Frame).Distinct().Count());
    }

    // Its partitions are lost, not revoked: nothing is committed meanwhile, and what was in work comes again.
    [Fact]
    public async Task BrokerGoneForLongerThanTheSession_FramesInWorkAreReadAgain()
    {
        using var models = new TestModels();
        using var broker = new EmbeddedTestBroker();
        using var log = new LineLog();
        var kafka = broker.Options();
        kafka.Consumer["session.timeout.ms"] = "1500";
        kafka.Consumer["heartbeat.interval.ms"] = "200";
        kafka.Producer["queue.buffering.max.messages"] = "10";
        await using var worker = await TestWorker.StartAsync(kafka, models, loggers: log);
        TestTopic.PublishFrames(broker, Frames(8, 100));
        await Poll.Until(() => worker.Metrics.Inferred > 20, "some frames are inferred");
        broker.Broker.GoDown();
        await Poll.Until(() => worker.Metrics.InFlight > 20, "frames wait for the broker");
        await Poll.Until(() => Tells("session timed out"), "the session ends");

        broker.Broker.ComeUp();
        await Poll.Until(() => Tells("Partitions lost"), "the worker, which waited for room, hears of it");
        await Poll.Until(() => Committed(broker, kafka) == 800, "all is committed");
        await worker.StopAsync();

        Assert.Equal(800, TestTopic.Emotions(broker).Select(e => e.Frame).Distinct().Count());
        Assert.Equal(worker.Metrics.Consumed, worker.Metrics.Inferred + worker.Metrics.Abandoned);
        Assert.InRange(worker.Metrics.Abandoned, 1, 800);
        Assert.Equal(0, worker.Metrics.DeadLetters.Total);

        bool Tells(string what) => log.Lines.Any(l => l.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ready_MoreWorkersThanPartitions_EachOnceItHasJoinedTheGroup()
    {
        using var models = new TestModels();
        using var broker = EmbeddedBroker.Start(TopicSpec.All, framePartitions: 1);
        await using var first = await TestWorker.StartAsync(broker.Options(), models);
        await Poll.Until(() => first.Health.IsReady, "the first worker is ready");
        await using var second = await TestWorker.StartAsync(broker.Options(), models);
        await Poll.Until(() => second.Health.IsReady, "the one without a partition is ready too");
    }

    [Fact]
    public async Task Ready_BrokerGoneAtTheStart_OnceTheGroupGaveItsPartitions()
    {
        using var models = new TestModels();
        using var broker = new EmbeddedTestBroker();
        broker.Broker.GoDown();
        await using var worker = await TestWorker.StartAsync(broker.Options(), models, o => o.DrainTimeout = TimeSpan.FromSeconds(1));
        Assert.False(worker.Health.IsReady);
        Assert.Contains(worker.Health.Dependencies, d => d is { Name: "group", Ok: false });
        broker.Broker.ComeUp();
        await Poll.Until(() => worker.Health.IsReady, "the worker is ready");
    }

    [Fact]
    public async Task Stop_BrokerGone_EndsAllTheSame()
    {
        using var models = new TestModels();
        using var broker = new EmbeddedTestBroker();
        await using var worker = await TestWorker.StartAsync(broker.Options(), models, o => o.DrainTimeout = TimeSpan.FromSeconds(1));
        TestTopic.PublishFrames(broker, Frames(4, 50));
        await Poll.Until(() => worker.Metrics.Inferred == 200, "all frames are inferred");
        broker.Broker.GoDown();

        await worker.StopAsync().WaitAsync(Poll.Patience);

        Assert.True(worker.Execution.IsCompletedSuccessfully);
        broker.Broker.ComeUp();
    }

    [Fact]
    public async Task Stop_EventsCannotGoOutAndFramesWaitForRoom_EndsAllTheSame()
    {
        using var models = new TestModels();
        using var broker = new EmbeddedTestBroker();
        var kafka = broker.Options();
        kafka.Producer["queue.buffering.max.messages"] = "10";
        await using var worker = await TestWorker.StartAsync(kafka, models, o => o.DrainTimeout = TimeSpan.FromSeconds(1));
        TestTopic.PublishFrames(broker, Frames(8, 500));
        await Poll.Until(() => worker.Metrics.Inferred > 50, "some frames are inferred");
        broker.Broker.GoDown();
        await Poll.Until(() => worker.Metrics.InFlight > 128, "frames wait before lanes that wait for room");

        await worker.StopAsync().WaitAsync(Poll.Patience / 4);

        broker.Broker.ComeUp();
    }

    [Fact]
    public async Task ModelFileChanges_NewOneIsTakenAndABrokenOneRefused()
    {
        using var models = new TestModels();
        using var broker = new EmbeddedTestBroker();
        var file = models.Emotion();
        await using var worker = await TestWorker.StartAsync(broker.Options(), models, o =>
        {
            o.Emotion = file;
            o.ReloadInterval = TimeSpan.FromMilliseconds(20);
        });
        await InferAsync(start: 0);

        File.Move(models.Emotion(version: "2"), file, overwrite: true); // whole at once: nobody sees half of it
        await Poll.Until(() => worker.Metrics.Reloads.Done == 1, "the new model is in use");
        await InferAsync(start: 10);
        await File.WriteAllTextAsync(file + ".new", "no model");
        File.Move(file + ".new", file, overwrite: true);
        await Poll.Until(() => worker.Metrics.Reloads.Refused == 1, "the broken model is refused");
        await InferAsync(start: 20);
        await worker.StopAsync();

        AssertLedger(worker.Metrics, 120);
        Assert.Equal("2", worker.Metrics.Emotion!.Version);
        foreach (var frame in TestTopic.Emotions(broker))
        {
            Assert.True(FrameId.TryParse(frame.Frame, out var id));
            Assert.Equal(id.Sequence < 10 ? "test-emotion@1" : "test-emotion@2", frame.Models.Emotion);
        }

        async Task InferAsync(int start)
        {
            TestTopic.PublishFrames(broker, Frames(4, 10, start));
            await Poll.Until(() => worker.Metrics.Inferred == 4 * (start + 10), "the frames are inferred");
        }
    }
}
