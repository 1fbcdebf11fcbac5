using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Reading;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests;
using StreamMood.Tests.Contracts.Schemas;

namespace StreamMood.IntegrationTests.Cli;

/// <summary>Whatever the program publishes is what the contracts say: by our reader, by the schemas, and by a validator that is not ours.</summary>
public sealed class ContractsTests : IDisposable
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        [TopicNames.Recommendations] = "recommendation", [TopicNames.Emotions] = "emotion", [TopicNames.Cameras] = "camera", [TopicNames.Control] = "control",
        [TopicNames.DeadLetters] = "dead-letter",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streammood-");

    public void Dispose() => _folder.Delete(true);

    [SkippableFact]
    public async Task EveryEvent_OfARunOfAllRoles_HoldsToTheContracts()
    {
        using var broker = new EmbeddedTestBroker();
        using var camera = Program.Start("camera", "--count", "2", "--fps", "8", "--bootstrap", broker.Broker.Bootstrap);
        using var infer = Program.Start("infer", "--bootstrap", broker.Broker.Bootstrap);
        using var recommend = Program.Start("recommend", "--bootstrap", broker.Broker.Bootstrap, "--catalogue", "illustrative");
        using var pin = Program.Start("control", "strategy", "cam-1", "iso", "--goal", "0.6,-0.2", "--by", "test", "--bootstrap", broker.Broker.Bootstrap);
        Assert.Equal(0, await pin.ExitCodeAsync());
        using var enough = new CancellationTokenSource();
        var seen = Follow(broker, enough.Token);
        await Poll.Until(() => seen.Any(m => m.Topic == TopicNames.Emotions), "frames are read");
        TestTopic.PublishFrames(broker, [EventMessages.Frame(new FrameId("broken", 1, 1), TimeProvider.System.GetUtcNow(), [1, 2, 3], ConsentBases.Synthetic)]);
        bool Complete() => EventType.All.All(t => seen.Count(m => m.Topic == t.Topic) >= (t.Topic == TopicNames.Recommendations ? 20 : 1));
        for (var started = TimeProvider.System.GetTimestamp(); !Complete() && TimeProvider.System.GetElapsedTime(started) < Poll.Patience;)
            await Task.Delay(50);
        Assert.True(Complete(), $"{string.Join(' ', seen.GroupBy(m => m.Topic).Select(g => $"{g.Key}: {g.Count()}"))}\n{infer.Error}\n{recommend.Error}\n{camera.Error}");
        await enough.CancelAsync();
        foreach (var role in (Program[])[camera, infer, recommend])
            role.Interrupt();
        foreach (var role in (Program[])[camera, infer, recommend])
            Assert.Equal(0, await role.ExitCodeAsync());

        List<string> files = [];
        foreach (var topic in seen.GroupBy(m => m.Topic))
        {
            var headers = SchemaFiles.Load(topic.Key == TopicNames.Frames ? "frame-headers" : topic.Key == TopicNames.DeadLetters ? "dead-letter-headers" : "event-headers");
            var schema = Kinds.TryGetValue(topic.Key, out var kind) ? SchemaFiles.Load(kind) : null;
            foreach (var message in topic)
            {
                var pairs = message.Message.Headers.Select(h => KeyValuePair.Create(h.Key, h.GetValueBytes())).ToList();
                var read = EventReader.Read(topic.Key, message.Message.Key, new MessageHeaders(pairs), message.Message.Value);
                Assert.True(read.Ok, $"{topic.Key}: {read.Problem}, {read.Detail}");
                var text = JsonSerializer.SerializeToElement(pairs.ToDictionary(p => p.Key, p => System.Text.Encoding.UTF8.GetString(p.Value)));
                Assert.Empty(headers.Problems(text));
                if (schema is not null)
                    Assert.Empty(schema.Problems(JsonDocument.Parse(message.Message.Value).RootElement));
            }

            if (kind is not null)
            {
                files.Add($"{kind}={Path.Combine(_folder.FullName, kind)}");
                await File.WriteAllLinesAsync(Path.Combine(_folder.FullName, kind), topic.Select(m => System.Text.Encoding.UTF8.GetString(m.Message.Value)));
            }
        }

        Assert.Equal(Kinds.Count, files.Count);
        using var validate = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "tests", "contracts", "validate"), files) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await validate.StandardOutput.ReadToEndAsync() + await validate.StandardError.ReadToEndAsync();
        await validate.WaitForExitAsync();
        Skip.If(validate.ExitCode == 77, output.Trim());
        Assert.True(validate.ExitCode == 0, output);
    }

    // What there is until it is asked; the messages of frames are let go, their headers are what counts.
    private static ConcurrentQueue<ConsumeResult<byte[], byte[]>> Follow(TestBroker broker, CancellationToken enough)
    {
        var clients = broker.Clients();
        var seen = new ConcurrentQueue<ConsumeResult<byte[], byte[]>>();
        var thread = new Thread(() =>
        {
            using var reader = clients.RawFollower();
            reader.Assign(TopicAdmin.Partitions(clients, EventType.All.Select(t => t.Topic)).Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
            while (!enough.IsCancellationRequested)
                if (reader.Consume(TimeSpan.FromMilliseconds(100)) is { } message && !(message.Topic == TopicNames.Frames && seen.Count(m => m.Topic == TopicNames.Frames) > 20))
                    seen.Enqueue(message!);
        }) { IsBackground = true };
        thread.Start();
        return seen;
    }
}
