using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Cli;
using StreamMood.Tests.Vision;

namespace StreamMood.IntegrationTests.Cli;

/// <summary><c>streammood replay</c> on the embedded broker, and on a real Kafka where time matters.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class ReplayTests(RealKafka kafka)
{
    private const string Lab = "lab.frames.v1";
    private static readonly DateTimeOffset At = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private static readonly TimeSpan Wait = Poll.Patience;

    [Fact]
    public async Task Frames_OfOneCamera_ArriveAsTheyWere()
    {
        using var broker = Start();
        Publish(broker.Bootstrap, [Frame("a", 0), Frame("a", 1), Frame("b", 0)]);

        using var account = await RunAsync("frames", broker.Bootstrap, "--into", Lab, "--camera", "a");

        Assert.Equal((3, 2, 2), Counts(account));
        var copies = Read(broker.Bootstrap, Lab);
        Assert.Equal(["a/1/0", "a/1/1"], copies.Select(c => Text(c, EventHeaders.Id)).Order());
        Assert.All(copies, c => Assert.Equal(TestFrames.Jpeg(0), c.Message.Value));
        var published = Read(broker.Bootstrap, TopicNames.Frames).ToDictionary(f => Text(f, EventHeaders.Id)!, f => f.Message.Timestamp);
        Assert.All(copies, c => Assert.Equal(published[Text(c, EventHeaders.Id)!], c.Message.Timestamp)); // Kafka deletes by it
        Assert.All(copies, c => Assert.StartsWith(TopicNames.Frames + "/", Text(c, TopicWriter.Origin), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frames_DryRun_WritesNothing()
    {
        using var broker = Start();
        Publish(broker.Bootstrap, [Frame("a", 0)]);

        using var account = await RunAsync("frames", broker.Bootstrap, "--into", Lab, "--dry-run");

        Assert.Equal((1, 1, 0), Counts(account));
        Assert.Empty(Read(broker.Bootstrap, Lab));
    }

    [Fact]
    public async Task DeadLetters_NamedTwiceGoneAndUnreadable_AreTold()
    {
        using var broker = Start();
        var places = Publish(broker.Bootstrap, [Frame("a", 0), Frame("a", 1), Frame("a", 2)]);
        Bury(broker.Bootstrap, places[1], "failed");
        Bury(broker.Bootstrap, places[1], "failed");
        Bury(broker.Bootstrap, places[2], "truncated");
        Bury(broker.Bootstrap, new TopicPartitionOffset(places[0].TopicPartition, 99), "failed");
        Publish(broker.Bootstrap, [new Message<string, byte[]> { Key = "x", Value = [1, 2, 3] }], TopicNames.DeadLetters);

        using var account = await RunAsync("dead-letters", broker.Bootstrap, "--into", Lab, "--reason", "failed");

        Assert.Equal((5, 1, 1), Counts(account));
        Assert.Equal((1, 1), (account.RootElement.GetProperty("gone").GetInt64(), account.RootElement.GetProperty("unreadable").GetInt64()));
        Assert.Equal("a/1/1", Text(Assert.Single(Read(broker.Bootstrap, Lab)), EventHeaders.Id));
    }

    [Fact]
    public async Task DeadLetters_ReasonThatNoneHas_NamesThoseThereAre()
    {
        using var broker = Start();
        var places = Publish(broker.Bootstrap, [Frame("a", 0), Frame("a", 1)]);
        Bury(broker.Bootstrap, places[0], "truncated");
        Bury(broker.Bootstrap, places[1], "failed");

        var call = await Call.RunAsync("replay", "dead-letters", "--bootstrap", broker.Bootstrap, "--into", Lab, "--reason", "foo", "--json");

        Assert.Equal(0, call.ExitCode);
        var line = Assert.Single(call.ErrorLines);
        Assert.Contains("--reason foo", line, StringComparison.Ordinal);
        Assert.EndsWith("they have: failed, truncated", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLetters_ReplayThatFailedAgain_GoesOnce()
    {
        using var broker = Start();
        var failed = Frame("a", 0);
        Bury(broker.Bootstrap, Publish(broker.Bootstrap, [failed])[0], "failed");
        Bury(broker.Bootstrap, Publish(broker.Bootstrap, [failed])[0], "failed");

        using var account = await RunAsync("dead-letters", broker.Bootstrap, "--into", Lab);

        Assert.Equal((2, 1, 1), Counts(account));
        Assert.Equal(0, account.RootElement.GetProperty("gone").GetInt64());
        Assert.Single(Read(broker.Bootstrap, Lab));
    }

    // The same frame is left out while it merely lies in the topic.
    [Fact]
    public async Task DeadLetters_OldFrameBackIntoItsTopic_GetsItsEmotionEvent()
    {
        using var broker = Start();
        using var models = new TestModels();
        Bury(broker.Bootstrap, Publish(broker.Bootstrap, [Frame("a", 1, faces: 2)])[0], "failed");
        await using var worker = await TestWorker.StartAsync(broker.Options(), models, o => o.MaxAge = TimeSpan.FromSeconds(5));
        await Poll.Until(() => worker.Metrics.Skipped[InferenceMetrics.Age] == 1, "the old frame is skipped");

        using var account = await RunAsync("dead-letters", broker.Bootstrap, "--reason", "failed");

        Assert.Equal((1, 1, 1), Counts(account));
        await Poll.Until(() => worker.Metrics.Inferred == 1, "the replayed frame is read");
        await worker.StopAsync();
        var read = EventJson.ReadEmotion(Assert.Single(Read(broker.Bootstrap, TopicNames.Emotions)).Message.Value);
        Assert.Equal(("a/1/1", At, 2), (read.Frame, read.CapturedAt, read.Faces.Count));
        Assert.Equal((2, 1, 1, 0), (worker.Metrics.Consumed, worker.Metrics.Inferred, worker.Metrics.Skipped.Total, worker.Metrics.InFlight));
        Assert.Equal(0, worker.Metrics.CaptureToEmotion.Count);
        Assert.False(worker.Metrics.IsOverloaded);
    }

    [Fact]
    public async Task Compare_SameModels_AgreeWholeCountTheUnreadableAndLeaveAloneWhatHasNoConsent()
    {
        using var broker = Start();
        using var models = new TestModels();
        var broken = Frame("a", 9);
        broken.Value = [0xFF, 0xD8, 1, 2];
        var noBasis = EventMessages.Frame(new FrameId("a", 1, 3), At, TestFrames.Jpeg(1), null);
        Publish(broker.Bootstrap, [Frame("a", 1, faces: 1), Frame("a", 2, faces: 2), broken, noBasis, Frame("gone", 1, faces: 1), Frame("gone", 2, faces: 1)]);
        var revoked = new ControlDecision { Kind = ControlKind.Revoke, DecidedAt = At.AddSeconds(-1), From = At.AddSeconds(-1) };
        Publish(broker.Bootstrap, [EventMessages.Control(new ControlRecord { Camera = "gone", Decisions = [revoked] }, At)], TopicNames.Control);

        using var report = await RunAsync(
            "compare", broker.Bootstrap, "--detector", models.Detector(), "--emotion", models.Emotion(), "--model", models.Emotion(), "--detector-size", "160", "--provider", "cpu");

        var root = report.RootElement;
        Assert.Equal((2, 1, 3), (root.GetProperty("frames").GetInt64(), root.GetProperty("unreadable").GetInt64(), root.GetProperty("faces").GetInt64()));
        Assert.Equal(3, root.GetProperty("withoutConsent").GetInt64());
        Assert.Equal((1.0, 0.0), (root.GetProperty("agreement").GetDouble(), root.GetProperty("meanProbabilityDifference").GetDouble()));
    }

    [SkippableFact]
    public async Task Frames_OfAStretchOfTime_AreThoseAlone()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        await TopicAdmin.CreateAsync(broker.Clients(), [TopicSpec.All[0] with { Name = Lab, Partitions = 2 }]);
        await Poll.Until(() => TopicAdmin.Partitions(broker.Clients(), Lab).Count == 2, "the topic is there");
        Publish(kafka.Bootstrap, [Frame("a", 0), Frame("b", 0)]);
        var from = await NextMillisecondAsync();
        Publish(kafka.Bootstrap, [Frame("a", 1), Frame("b", 1)]);
        var to = await NextMillisecondAsync();
        Publish(kafka.Bootstrap, [Frame("a", 2), Frame("b", 2)]);

        using var account = await RunAsync("frames", kafka.Bootstrap, "--into", Lab, "--from", from, "--to", to);

        Assert.Equal((2, 2, 2), Counts(account));
        Assert.Equal(["a/1/1", "b/1/1"], Read(kafka.Bootstrap, Lab).Select(c => Text(c, EventHeaders.Id)).Order());
    }

    private static EmbeddedBroker Start() => EmbeddedBroker.Start([.. TopicSpec.All, TopicSpec.All[0] with { Name = Lab }], framePartitions: 2);

    private static Message<string, byte[]> Frame(string camera, long sequence, int faces = 0) =>
        EventMessages.Frame(new FrameId(camera, 1, sequence), At, TestFrames.Jpeg(faces), ConsentBases.Synthetic);

    private static KafkaClients Clients(string bootstrap) => new(new KafkaOptions { Bootstrap = bootstrap }, NullLoggerFactory.Instance);

    private static List<TopicPartitionOffset> Publish(string bootstrap, Message<string, byte[]>[] messages, string topic = TopicNames.Frames)
    {
        using var producer = Clients(bootstrap).EventProducer();
        var places = new TopicPartitionOffset[messages.Length];
        for (var i = 0; i < messages.Length; i++)
        {
            var at = i;
            producer.Produce(topic, messages[i], r => places[at] = r.TopicPartitionOffset);
        }

        Assert.Equal(0, producer.Flush(Wait));
        return [.. places];
    }

    private static void Bury(string bootstrap, TopicPartitionOffset place, string reason)
    {
        using var producer = Clients(bootstrap).EventProducer();
        var letter = new DeadLetter { Topic = place.Topic, Partition = place.Partition, Offset = place.Offset, Stage = "detect", Reason = reason, Message = reason };
        new DeadLetterPublisher(producer, NullLogger.Instance).Publish(letter, null, At, null, _ => { });
        Assert.Equal(0, producer.Flush(Wait));
    }

    private static List<ConsumeResult<string, byte[]>> Read(string bootstrap, string topic)
    {
        var clients = Clients(bootstrap);
        using var follower = clients.Follower();
        var open = TopicAdmin.Partitions(clients, topic).Select(p => (Partition: p, Ends: follower.QueryWatermarkOffsets(p, Wait)))
            .Where(p => p.Ends.High > p.Ends.Low).ToDictionary(p => p.Partition, p => p.Ends.High.Value);
        follower.Assign(open.Keys.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var results = new List<ConsumeResult<string, byte[]>>();
        while (open.Count > 0)
        {
            results.Add(follower.Consume(Wait) ?? throw new InvalidOperationException($"{topic} does not give its messages"));
            if (results[^1].Offset.Value >= open[results[^1].TopicPartition] - 1)
                open.Remove(results[^1].TopicPartition);
        }

        return results;
    }

    private static string? Text(ConsumeResult<string, byte[]> message, string header) => TestTopic.Text(message.Message.Headers, header);

    private static (long Found, long Chosen, long Written) Counts(JsonDocument account) => (
        account.RootElement.GetProperty("found").GetInt64(), account.RootElement.GetProperty("chosen").GetInt64(), account.RootElement.GetProperty("written").GetInt64());

    // Kafka's times are whole milliseconds: one that nothing before has, and nothing after it lacks.
    private static async Task<string> NextMillisecondAsync()
    {
        await Task.Delay(5);
        var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        await Task.Delay(5);
        return time;
    }

    private static async Task<JsonDocument> RunAsync(string verb, string bootstrap, params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        using var timeout = new CancellationTokenSource(Wait);
        var code = await CommandLine.RunAsync(
            ["replay", verb, "--bootstrap", bootstrap, "--json", .. args], new Terminal(output, error), new Hashtable(), timeout.Token);
        Assert.True(code == 0, $"{code}: {error}");
        return JsonDocument.Parse(Encoding.UTF8.GetBytes(output.ToString()));
    }
}
