using System.Text;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Vision;

namespace StreamMood.IntegrationTests.Inference;

/// <summary>Frames in, events out; the same on every kind of broker.</summary>
public abstract class InferenceTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    private readonly TestModels _models = new();

    public void Dispose()
    {
        _models.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<TestBroker> BrokerAsync();

    [SkippableFact]
    public async Task Frames_ManyCameras_EachGetsOneEventInOrder()
    {
        using var broker = await BrokerAsync();
        const int cameras = 5, frames = 60;
        TestTopic.PublishFrames(broker, Frames(cameras, frames));

        var kafka = broker.Options();
        await using var worker = await TestWorker.StartAsync(kafka, _models);
        await Poll.Until(() => worker.Metrics.Inferred == cameras * frames, "all frames inferred");
        await worker.StopAsync();

        var results = TestTopic.Read(broker, TopicNames.Emotions);
        Assert.Equal(cameras * frames, results.Count);
        foreach (var camera in results.GroupBy(r => r.Message.Key))
            Assert.Equal(Enumerable.Range(0, frames).Select(i => $"{camera.Key}/1/{i}"), camera.Select(r => TestTopic.Text(r.Message.Headers, "ce_id")));
        foreach (var result in results)
        {
            var value = EventJson.ReadEmotion(result.Message.Value);
            Assert.True(FrameId.TryParse(value.Frame, out var id));
            Assert.Equal(result.Message.Key, value.Camera);
            Assert.Equal(TestFrames.Faces(id.Sequence), value.Faces.Count);
            Assert.Equal((TestFrames.Width, TestFrames.Height), (value.Width, value.Height));
            Assert.Equal(Start.AddMilliseconds(id.Sequence), value.CapturedAt);
            Assert.Equal(EventHeaders.FormatTime(value.CapturedAt), TestTopic.Text(result.Message.Headers, "ce_time"));
            Assert.Equal("test-detector@1", value.Models.Detector);
            Assert.Equal(value.Faces.Count, value.Faces.Select(f => f.Track).Distinct().Count());
        }

        AssertLedger(worker.Metrics, cameras * frames);
        Assert.Equal(cameras * frames * 3 / 2, worker.Metrics.Faces);
        Assert.Equal(cameras, worker.Metrics.Cameras.Count);
        Assert.Equal(0, worker.Metrics.Lag);
        Assert.Equal(cameras * frames, worker.Metrics.CaptureToEmotion.Count);
        Assert.Equal(cameras * frames, Committed(broker, kafka));
    }

    [SkippableFact]
    public async Task UnreadableFrames_BecomeDeadLettersWithoutPixels()
    {
        using var broker = await BrokerAsync();
        var jpeg = TestFrames.Jpeg(1);
        var noHeaders = new Message<string, byte[]> { Key = "cam", Value = jpeg };
        var wrongKey = TestFrames.Message("other", 9, Start);
        wrongKey.Key = "cam";
        TestTopic.PublishFrames(broker,
        [
            EventMessages.Frame(new FrameId("cam", 1, 0), Start, Encoding.UTF8.GetBytes("a text file named .jpg"), ConsentBases.Synthetic),
            EventMessages.Frame(new FrameId("cam", 1, 1), Start, jpeg[..(jpeg.Length / 2)], ConsentBases.Synthetic),
            EventMessages.Frame(new FrameId("cam", 1, 2), Start, Claiming(jpeg, 60_000, 60_000), ConsentBases.Synthetic),
            EventMessages.Frame(new FrameId("cam", 1, 3), Start, [], ConsentBases.Synthetic),
            noHeaders,
            wrongKey,
            EventMessages.Frame(new FrameId("cam", 1, 4), Start, jpeg, ConsentBases.Synthetic),
        ]);

        await using var worker = await TestWorker.StartAsync(broker.Options(), _models);
        await Poll.Until(() => worker.Metrics.Inferred == 1 && worker.Metrics.DeadLetters.Total == 6, "all frames finished");
        await worker.StopAsync();

        AssertLedger(worker.Metrics, 7);
        Assert.Equal(
            new Dictionary<string, long> { ["headers"] = 2, ["not-jpeg"] = 2, ["too-large"] = 1, ["truncated"] = 1 },
            worker.Metrics.DeadLetters.Snapshot());
        Assert.Equal("cam/1/4", Assert.Single(TestTopic.Emotions(broker)).Frame);
        var letters = TestTopic.Read(broker, TopicNames.DeadLetters).OrderBy(l => EventJson.ReadDeadLetter(l.Message.Value).Offset).ToList();
        Assert.Equal(6, letters.Count);
        foreach (var letter in letters)
        {
            var value = EventJson.ReadDeadLetter(letter.Message.Value);
            Assert.Equal(TopicNames.Frames, value.Topic);
            Assert.Equal(TopicNames.Frames, TestTopic.Text(letter.Message.Headers, EventHeaders.ErrorTopic));
            Assert.Equal($"{value.Partition}", TestTopic.Text(letter.Message.Headers, EventHeaders.ErrorPartition));
            Assert.Equal($"{value.Offset}", TestTopic.Text(letter.Message.Headers, EventHeaders.ErrorOffset));
            Assert.Equal(value.Reason, TestTopic.Text(letter.Message.Headers, EventHeaders.ErrorClass));
            Assert.True(letter.Message.Value.Length < 600, "a dead letter holds no picture");
        }

        Assert.Equal("cam/1/1", EventJson.ReadDeadLetter(letters[1].Message.Value).Id);
        Assert.Equal("cam", letters[1].Message.Key);
    }

    [SkippableFact]
    public async Task FramesWithoutConsent_AreSkippedAndCounted()
    {
        using var broker = await BrokerAsync();
        TestTopic.PublishFrames(broker,
        [
            EventMessages.Frame(new FrameId("cam", 1, 0), Start, TestFrames.Jpeg(1), null),
            EventMessages.Frame(new FrameId("cam", 1, 1), Start, TestFrames.Jpeg(1), "because"),
            EventMessages.Frame(new FrameId("cam", 1, 2), Start, TestFrames.Jpeg(1), "consent"),
        ]);

        await using var worker = await TestWorker.StartAsync(broker.Options(), _models);
        await Poll.Until(() => worker.Metrics is { Inferred: 1, InFlight: 0 } && worker.Metrics.Skipped[InferenceMetrics.Consent] == 2, "all frames finished");
        await worker.StopAsync();

        AssertLedger(worker.Metrics, 3);
        Assert.Equal("cam/1/2", Assert.Single(TestTopic.Emotions(broker)).Frame);
        Assert.Equal("consent", TestTopic.Text(Assert.Single(TestTopic.Read(broker, TopicNames.Emotions)).Message.Headers, EventHeaders.ConsentBasis));
        Assert.Empty(TestTopic.Read(broker, TopicNames.DeadLetters));
    }

    [SkippableFact]
    public async Task ConsentRevokedWhileFramesCome_NothingOfTheCameraIsInferredASecondLater()
    {
        using var broker = await BrokerAsync();
        var clients = broker.Clients();
        using var frames = clients.EventProducer();
        using var operators = clients.EventProducer();
        await using var worker = await TestWorker.StartAsync(broker.Options(), _models);
        long sequence = 0, published = 0;
        List<string> gone = [];
        TimeSpan took;

        // A busy machine may hold one of them up; what needs longer by its nature needs it every time.
        do
        {
            gone.Add($"gone-{gone.Count}");
            await OfferUntil(() => Of(gone[^1]) > 5 && Of("stays") > 5, "both are inferred");
            took = await RevokeAsync(gone[^1]);
        }
        while (took >= TimeSpan.FromSeconds(1) && gone.Count < 5);
        Assert.True(took < TimeSpan.FromSeconds(1), $"took {took.TotalSeconds} s");
        await SettledAsync();
        var before = gone.ConvertAll(Of);
        var stays = Of("stays");
        await OfferUntil(() => Of("stays") > stays + 10, "the other camera goes on");
        Assert.Equal(before, gone.ConvertAll(Of));

        // Whoever starts afterwards knows it before the first frame.
        await worker.StopAsync();
        await using var next = await TestWorker.StartAsync(broker.Options(), _models);
        await Poll.Until(() => next.Metrics.Skipped[InferenceMetrics.Consent] == published - sequence && next.Metrics.Inferred == sequence, "a new group reads all again");

        async Task<TimeSpan> RevokeAsync(string camera)
        {
            await SettledAsync(); // what is skipped from now on is this camera's
            var skipped = worker.Metrics.Skipped[InferenceMetrics.Consent];
            var now = TimeProvider.System.GetUtcNow();
            var revoked = new ControlDecision { Kind = ControlKind.Revoke, DecidedAt = now, From = now };
            await operators.ProduceAsync(TopicNames.Control, EventMessages.Control(new ControlRecord { Camera = camera, Decisions = [revoked] }, now));
            await OfferUntil(() => worker.Metrics.Skipped[InferenceMetrics.Consent] > skipped, "it takes effect");
            return TimeProvider.System.GetUtcNow() - now;
        }

        Task SettledAsync() => Poll.Until(() => worker.Metrics.Consumed >= published && worker.Metrics.InFlight == 0, "all is settled");

        long Of(string camera) => worker.Metrics.Cameras.TryGetValue(camera, out var totals) ? totals.Frames : 0;

        Task OfferUntil(Func<bool> condition, string what) => Poll.Until(
            () =>
            {
                foreach (var camera in (string[])[gone[^1], "stays"])
                    frames.Produce(TopicNames.Frames, TestFrames.Message(camera, sequence, TimeProvider.System.GetUtcNow()));
                (sequence, published) = (sequence + 1, published + 2);
                frames.Flush(Poll.Patience);
                return condition();
            },
            what);
    }

    [SkippableFact]
    public async Task OldFrames_AreSkippedAndCounted()
    {
        using var broker = await BrokerAsync();
        var now = TimeProvider.System.GetUtcNow();
        TestTopic.PublishFrames(broker, Enumerable.Range(0, 20).Select(i => TestFrames.Message("cam", i, i < 15 ? now.AddHours(-2) : now)));

        var kafka = broker.Options();
        await using var worker = await TestWorker.StartAsync(kafka, _models, o => o.MaxAge = TimeSpan.FromHours(1));
        await Poll.Until(() => worker.Metrics.Inferred == 5, "the young frames are inferred");
        await worker.StopAsync();

        Assert.Equal(15, worker.Metrics.Skipped[InferenceMetrics.Age]);
        AssertLedger(worker.Metrics, 20);
        Assert.Equal(5, TestTopic.Emotions(broker).Count);
        Assert.Equal(20, Committed(broker, kafka));
    }

    [SkippableFact]
    public async Task FramesThatWaitedLong_OverloadBeginsAndEnds_EachCamerasNewestIsInferredAndAllAreCounted()
    {
        using var broker = await BrokerAsync();
        const int cameras = 3, waiting = 100;
        var kafka = broker.Options();
        var captured = TimeProvider.System.GetUtcNow().AddMinutes(-40); // over half of what is allowed
        TestTopic.PublishFrames(broker, Burst(0, waiting));

        await using var worker = await TestWorker.StartAsync(kafka, _models, o => o.MaxAge = TimeSpan.FromHours(1));
        await Poll.Until(() => Finished() == cameras * waiting && worker.Metrics.IsOverloaded, "all that waited are finished");
        var (skipped, sequence) = (worker.Metrics.Skipped[InferenceMetrics.Overload], waiting);
        captured = captured.AddMinutes(30);
        await Poll.Until(
            () =>
            {
                TestTopic.PublishFrames(broker, Burst(sequence, 1));
                sequence++;
                return !worker.Metrics.IsOverloaded;
            },
            "a load that can be met ends the overload");
        await Poll.Until(() => Finished() == cameras * sequence, "all are finished");
        await worker.StopAsync();

        Assert.InRange(skipped, cameras, cameras * (waiting - 1));
        AssertLedger(worker.Metrics, cameras * sequence);
        Assert.Equal(cameras * sequence, Committed(broker, kafka));
        foreach (var camera in TestTopic.Emotions(broker).GroupBy(e => e.Camera))
        {
            var read = camera.Select(e => FrameId.TryParse(e.Frame, out var id) ? id.Sequence : -1).ToList();
            Assert.Equal(read.Distinct().Order(), read);
            Assert.Contains(waiting - 1, read);
            Assert.Contains(sequence - 1, read);
        }

        long Finished() => worker.Metrics.Inferred + worker.Metrics.Skipped.Total;

        IEnumerable<Message<string, byte[]>> Burst(int start, int frames) =>
            from i in Enumerable.Range(start, frames)
            from c in Enumerable.Range(0, cameras)
            select TestFrames.Message($"cam{c}", i, captured.AddMilliseconds(i));
    }

    // More than a frame each time an overloaded worker that reads by the bunch would look.
    [SkippableFact]
    public async Task OneOldFrame_ThenAQuickCameraThatCanBeFollowed_OverloadEnds()
    {
        using var broker = await BrokerAsync();
        const double rate = 60;
        await using var worker = await TestWorker.StartAsync(broker.Options(), _models, o => o.MaxAge = TimeSpan.FromHours(1));
        TestTopic.PublishFrames(broker, [TestFrames.Message("cam", 0, TimeProvider.System.GetUtcNow().AddMinutes(-40))]);
        await Poll.Until(() => worker.Metrics.IsOverloaded, "the worker is overloaded");

        using var producer = broker.Clients().FrameProducer();
        var (start, sequence) = (TimeProvider.System.GetTimestamp(), 1L);
        await Poll.Until(
            () =>
            {
                for (; sequence < TimeProvider.System.GetElapsedTime(start).TotalSeconds * rate; sequence++)
                    producer.Produce(TopicNames.Frames, TestFrames.Message("cam", sequence, TimeProvider.System.GetUtcNow()));
                return sequence > rate && !worker.Metrics.IsOverloaded;
            },
            () => $"the overload ends; {sequence} frames, {worker.Metrics.Skipped.Total} skipped");
        producer.Flush(Poll.Patience);
        await Poll.Until(() => worker.Metrics.Inferred + worker.Metrics.Skipped.Total == sequence, "all are finished");
        await worker.StopAsync();

        AssertLedger(worker.Metrics, sequence);
    }

    [SkippableFact]
    public async Task StopAndRestart_WhileFramesCome_LosesAndDoublesNothing()
    {
        using var broker = await BrokerAsync();
        var kafka = broker.Options();
        var (perCamera, enough) = (0, false);
        long consumed = 0, read = 0;

        // Goes on until the last stop, so that no worker finds the topic empty, however quick the one before it was; and never far
        // ahead, because the embedded broker keeps only so much.
        var publishing = Task.Run(async () =>
        {
            for (; !Volatile.Read(ref enough); perCamera += 10)
            {
                TestTopic.PublishFrames(broker, Frames(3, 10, perCamera));
                do
                    await Task.Delay(10);
                while (!Volatile.Read(ref enough) && 3 * perCamera > Interlocked.Read(ref read) + 600);
            }
        });

        // Stops at any moment, also with frames in every stage.
        for (var stop = 1; stop <= 3; stop++)
        {
            await using var worker = await TestWorker.StartAsync(kafka, _models);
            await Poll.Until(() => Reads(worker) > 100, "some frames are read");
            await worker.StopAsync();
            Assert.Equal(0, worker.Metrics.InFlight);
            consumed += worker.Metrics.Inferred;
            Assert.Equal(consumed, Committed(broker, kafka));
        }

        Volatile.Write(ref enough, true);
        await publishing;
        var frames = 3 * perCamera;
        await using var last = await TestWorker.StartAsync(kafka, _models);
        await Poll.Until(() => last.Metrics.Inferred + consumed == frames, "the rest is inferred");
        await last.StopAsync();

        var ids = TestTopic.Emotions(broker).Select(e => e.Frame).ToList();
        Assert.Equal(frames, ids.Count);
        Assert.Equal(frames, ids.Distinct().Count());

        long Reads(TestWorker worker)
        {
            Interlocked.Exchange(ref read, consumed + worker.Metrics.Consumed);
            return worker.Metrics.Consumed;
        }
    }

    [SkippableFact]
    public async Task StopWithoutTimeToDrain_Restart_LosesNothingAndDoublesOnlyEquals()
    {
        using var broker = await BrokerAsync();
        const int frames = 600;
        var kafka = broker.Options();
        TestTopic.PublishFrames(broker, Frames(3, frames / 3));
        await using (var hasty = await TestWorker.StartAsync(kafka, _models, o => o.DrainTimeout = TimeSpan.Zero))
        {
            await Poll.Until(() => hasty.Metrics.Consumed > 50, "some frames are read");
            await hasty.StopAsync();
        }

        await using var worker = await TestWorker.StartAsync(kafka, _models);
        await Poll.Until(() => Committed(broker, kafka) == frames, "all is committed");
        await worker.StopAsync();

        var events = TestTopic.Emotions(broker).GroupBy(e => e.Frame).ToList();
        Assert.Equal(frames, events.Count);
        foreach (var twice in events)
            Assert.Single(twice.Select(e => Encoding.UTF8.GetString(EventJson.Write(Untracked(e)))).Distinct());
    }

    [SkippableFact]
    public async Task TwoWorkers_ShareTheFrames()
    {
        using var broker = await BrokerAsync();
        var kafka = broker.Options();
        await using var first = await TestWorker.StartAsync(kafka, _models);
        TestTopic.PublishFrames(broker, Frames(8, 10));
        await Poll.Until(() => first.Metrics.Inferred == 80, "the first worker reads alone");
        await using var second = await TestWorker.StartAsync(kafka, _models);
        var sequence = 10;
        await Poll.Until(
            () =>
            {
                TestTopic.PublishFrames(broker, Frames(8, 1, sequence)); // few: the embedded broker keeps only so much
                sequence++;
                return second.Metrics.Inferred > 0;
            },
            "the second worker gets frames too");

        var total = 8 * sequence;
        await Poll.Until(() => first.Metrics.Inferred + second.Metrics.Inferred >= total, "all frames are inferred");
        await first.StopAsync();
        await second.StopAsync();
        Assert.Equal(total, Committed(broker, kafka));
        Assert.Equal(total, TestTopic.Emotions(broker).Select(e => e.Frame).Distinct().Count());
    }

    protected static IEnumerable<Message<string, byte[]>> Frames(int cameras, int frames, int start = 0) =>
        from i in Enumerable.Range(start, frames)
        from c in Enumerable.Range(0, cameras)
        select TestFrames.Message($"cam{c}", i, Start.AddMilliseconds(i));

    protected static void AssertLedger(InferenceMetrics metrics, long published)
    {
        Assert.Equal(published, metrics.Inferred + metrics.Skipped.Total + metrics.DeadLetters.Total);
        Assert.Equal(published, metrics.Consumed);
        Assert.Equal(0, metrics.InFlight);
        Assert.Equal(0, metrics.Abandoned);
    }

    /// <summary>Sum of the offsets the group has committed.</summary>
    protected static long Committed(TestBroker broker, KafkaOptions kafka)
    {
        var clients = new KafkaClients(kafka, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        using var consumer = clients.FrameConsumer("infer").Build();
        return consumer.Committed(TopicAdmin.Partitions(clients, TopicNames.Frames), Poll.Patience)
            .Sum(o => o.Offset.IsSpecial ? 0 : o.Offset.Value);
    }

    /// <summary>The JPEG with another size in its header.</summary>
    private static byte[] Claiming(byte[] jpeg, int width, int height)
    {
        var copy = jpeg.ToArray();
        var frame = copy.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        (copy[frame + 5], copy[frame + 6]) = ((byte)(height >> 8), (byte)height);
        (copy[frame + 7], copy[frame + 8]) = ((byte)(width >> 8), (byte)width);
        return copy;
    }

    private static EmotionEvent Untracked(EmotionEvent value) => value with { Faces = [.. value.Faces.Select(f => f with { Track = 0 })] };
}
