using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Vision;

namespace StreamMood.IntegrationTests.Camera;

public sealed class CameraAgentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("camera-agent").FullName;
    private readonly CameraMetrics _metrics = new();
    private readonly LineLog _log = new();

    public void Dispose()
    {
        _metrics.Dispose();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task StopAsync_SyntheticCameras_EveryFrameIsAccountedForAndInTheTopic()
    {
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var agent = Agent(new CameraOptions { Count = 3, Fps = 20, Width = 320, Height = 240, StopTimeout = Poll.Patience }, broker.Options());
        await agent.StartAsync(CancellationToken.None);
        await Poll.Until(() => _metrics.Cameras().Count == 3 && _metrics.Cameras().All(c => c.Published >= 20), "20 frames of each camera");
        await agent.StopAsync(CancellationToken.None);

        Assert.Equal(_metrics.Captured, _metrics.Published + _metrics.Dropped.Values.Sum());
        Assert.Equal(0, _metrics.Dropped["stopped"]);
        var frames = Consume(broker, _metrics.Published);
        Assert.Equal(_metrics.Published, frames.Select(f => f.Id).Distinct().Count());
        foreach (var camera in frames.GroupBy(f => f.Id.Camera))
        {
            var inOrder = camera.OrderBy(f => f.Id.Sequence).ToArray();
            Assert.Equal(inOrder, camera);
            Assert.Equal(inOrder.OrderBy(f => f.CapturedAt), inOrder);
            Assert.All(inOrder, f => Assert.Equal(agent.Epoch.ToUnixTimeMilliseconds(), f.Id.Epoch));
            Assert.NotNull(agent.Acted(camera.Key, agent.Epoch, agent.Epoch + TimeSpan.FromSeconds(1)));
        }

        Assert.Equal(["cam-1", "cam-2", "cam-3"], _metrics.Cameras().Select(c => c.Id));
        Assert.All(_metrics.Cameras(), c => Assert.Equal(CameraState.Ended, c.State));
        Assert.Null(agent.Acted("cam-9", agent.Epoch, agent.Epoch + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task ExecuteTask_FolderOnce_EndsByItselfWithEveryFrameOutOrCounted()
    {
        for (var i = 0; i < 5; i++)
            await File.WriteAllBytesAsync(Path.Combine(_folder, $"{i}.jpg"), new byte[i == 3 ? 5000 : 500]);
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        var kafka = broker.Options();
        kafka.MaxFrameBytes = 4096;
        using var agent = Agent(new CameraOptions { Sources = [_folder], Loop = false, Fps = 50 }, kafka);
        await agent.StartAsync(CancellationToken.None);
        await agent.ExecuteTask!.WaitAsync(Poll.Patience);

        Assert.Equal((5, 1), (_metrics.Captured, _metrics.Dropped["too-large"]));
        Assert.Equal(_metrics.Captured, _metrics.Published + _metrics.Dropped.Values.Sum());
        Assert.Equal(_metrics.Published, Consume(broker, _metrics.Published).Count);
    }

    [Fact]
    public async Task CamerasFile_ChangedWhileRunning_AddsChangesAndRemovesAndRefusesABadOneWhole()
    {
        var file = Path.Combine(_folder, "cameras.json");
        Write("""{"id":"stays","source":SYN},{"id":"changes","source":SYN,"fps":2},{"id":"goes","source":SYN}""");
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var agent = Agent(new CameraOptions { File = file, Fps = 10, Reload = TimeSpan.FromMilliseconds(50), Width = 160, Height = 120 }, broker.Options());
        await agent.StartAsync(CancellationToken.None);
        await Until(() => Of("stays").Published > 3 && Of("changes").Published > 1 && Of("goes").Published > 1, "the first cameras");

        Write("""{"id":"stays","source":SYN},{"id":"changes","source":SYN,"fps":25},{"id":"comes","source":SYN}""");
        await Until(() => Of("comes").Published > 3 && Of("goes").State == CameraState.Ended && Of("changes").Fps > 5, "the second cameras");
        var gone = Of("goes").Captured;

        // One good line among bad ones: the whole file is refused.
        Put(file, """[{"id":"more","source":{"kind":"synthetic"}},{"id":"stays","source":{"kind":"video","path":"nowhere.mkv"}}]""");
        await Until(() => _log.Lines.Any(l => l.Contains("was refused", StringComparison.Ordinal)), "the bad file is refused");
        Assert.Contains("there is no such file", Assert.Single(_log.Lines, l => l.Contains("was refused", StringComparison.Ordinal)), StringComparison.Ordinal);
        var seen = Of("stays").Published;
        await Until(() => Of("stays").Published > seen + 3 && Of("comes").State == CameraState.Live, "the cameras run on");
        Assert.DoesNotContain(_metrics.Cameras(), c => c.Id == "more");

        // A camera that comes back goes on counting: no frame id twice.
        Write("""{"id":"goes","source":SYN}""");
        await Until(() => Of("goes").Published > gone + 3 && Of("stays").State == CameraState.Ended, "the old camera is back");
        await agent.StopAsync(CancellationToken.None);
        Assert.Equal(_metrics.Captured, _metrics.Published + _metrics.Dropped.Values.Sum());
        var frames = Consume(broker, _metrics.Published);
        Assert.Equal(frames.Count, frames.Select(f => f.Id).Distinct().Count());

        CameraStatus Of(string id) => _metrics.Cameras().FirstOrDefault(c => c.Id == id);
        void Write(string cameras) => Put(file, $"[{cameras.Replace("SYN", "{\"kind\":\"synthetic\"}", StringComparison.Ordinal)}]");
        static Task Until(Func<bool> condition, string what) => Poll.Until(condition, what);
    }

    [Fact]
    public async Task CamerasFile_CameraOfPeopleWithoutConsent_IsNotOpenedUntilItIsRecorded()
    {
        var file = Path.Combine(_folder, "cameras.json");
        await File.WriteAllBytesAsync(Path.Combine(_folder, "face.jpg"), new byte[500]);
        var people = $$"""{"id":"people","source":{"kind":"folder","path":"{{_folder}}"}""";
        await File.WriteAllTextAsync(file, $"[{people}}}]");
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var agent = Agent(new CameraOptions { File = file, Fps = 20, Reload = TimeSpan.FromMilliseconds(50) }, broker.Options(), consent: false);
        await agent.StartAsync(CancellationToken.None);
        await Poll.Until(() => People().State == CameraState.NoConsent && Consents().Length > 0, "it is left out");
        Assert.Contains("Camera people is not captured, for no consent", Assert.Single(Consents()), StringComparison.Ordinal);

        Put(file, $$$"""[{{{people}}},"consent":{"basis":"consent","notice":"sign","recordedAt":"2026-05-01"}}]""");
        await Poll.Until(() => People() is { State: CameraState.Live, Published: > 2 }, "it is captured");

        Put(file, $"[{people}}}]");
        await Poll.Until(() => People().State == CameraState.NoConsent, "it is left out again");
        var captured = People().Captured;
        await agent.StopAsync(CancellationToken.None);
        Assert.Equal(captured, People().Captured);

        string[] Consents() => [.. _log.Lines.Where(l => l.Contains("consent", StringComparison.Ordinal))];
        CameraStatus People() => _metrics.Cameras().FirstOrDefault(c => c.Id == "people");
    }

    [Fact]
    public async Task ConsentRevokedWhileRunning_NothingMoreOfTheCameraIsPublished()
    {
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var agent = Agent(new CameraOptions { Count = 2, Fps = 20, Width = 160, Height = 120 }, broker.Options());
        await agent.StartAsync(CancellationToken.None);
        await Poll.Until(() => _metrics.Cameras().Count(c => c.Published > 3) == 2, "both are published");

        using (var operators = new KafkaClients(broker.Options(), NullLoggerFactory.Instance).EventProducer())
        {
            var now = TimeProvider.System.GetUtcNow();
            var revoked = new ControlDecision { Kind = ControlKind.Revoke, DecidedAt = now, From = now };
            await operators.ProduceAsync(TopicNames.Control, EventMessages.Control(new ControlRecord { Camera = "cam-1", Decisions = [revoked] }, now));
        }

        await Poll.Until(() => _metrics.Dropped["consent"] > 0, "it is known");
        var known = Of("cam-1");
        var (gone, stays) = (known.Captured - known.Dropped, Of("cam-2").Published);
        await Poll.Until(() => Of("cam-2").Published > stays + 10, "the other goes on");
        Assert.Equal((CameraState.NoConsent, CameraState.Live), (Of("cam-1").State, Of("cam-2").State));
        await agent.StopAsync(CancellationToken.None);
        Assert.InRange(Of("cam-1").Published, 1, gone);
        Assert.Equal(_metrics.Captured, _metrics.Published + _metrics.Dropped.Values.Sum());

        CameraStatus Of(string id) => _metrics.Cameras().First(c => c.Id == id);
    }

    [Fact]
    public async Task StartAsync_NoCameraWithConsentAndNoFileToWaitFor_IsRefused()
    {
        using var agent = Agent(new CameraOptions { Sources = ["/dev/video0"] }, new KafkaOptions { Bootstrap = "127.0.0.1:9" }, consent: false);

        var error = await Assert.ThrowsAsync<UserErrorException>(() => agent.StartAsync(CancellationToken.None));

        Assert.StartsWith("no consent is recorded for camera 'video0', so nothing is captured; record it as", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ExecuteTask_VideoOnce_IsPublishedWhole()
    {
        TestVideo.Need();
        var clip = TestVideo.Make(_folder, "clip.mkv", "-c:v", "mpeg4");
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var agent = Agent(new CameraOptions { Sources = [clip], Loop = false, Fps = 100, MaxInFlight = 100 }, broker.Options());
        await agent.StartAsync(CancellationToken.None);
        await agent.ExecuteTask!.WaitAsync(Poll.Patience);
        Assert.Equal((25, 25), (_metrics.Captured, _metrics.Published));
    }

    [Fact]
    public async Task StopAsync_BrokerGone_KeepsTheNewestFrameAndTheAccountAddsUp()
    {
        using var agent = Agent(
            new CameraOptions { Count = 2, Fps = 50, Width = 160, Height = 120, MaxInFlight = 2, StopTimeout = TimeSpan.FromMilliseconds(200) },
            new KafkaOptions { Bootstrap = "127.0.0.1:9" });
        await agent.StartAsync(CancellationToken.None);
        await Poll.Until(() => _metrics.Dropped["replaced"] > 20, "frames that newer ones replaced");
        Assert.All(_metrics.Cameras(), c => Assert.True(c.Captured >= c.Published + c.Dropped, $"{c}"));
        await agent.StopAsync(CancellationToken.None);

        Assert.Equal(0, _metrics.Published);
        Assert.Equal(_metrics.Captured, _metrics.Dropped.Values.Sum());
        Assert.InRange(_metrics.Dropped["stopped"], 1, 2 * 3);
    }

    // Slow: frames are never young enough for it, however quick the machine is.
    [Fact]
    public async Task AdaptiveRate_WorkerIsBehind_SendsFewerAndMoreAgainWhenItKeepsUp()
    {
        using var models = new TestModels();
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var agent = Agent(new CameraOptions { Count = 2, Fps = 20, Width = 160, Height = 120, AdaptiveRate = true, AdaptiveFloor = 5 }, broker.Options());
        await agent.StartAsync(CancellationToken.None);
        double[] lowered;
        await using (await TestWorker.StartAsync(broker.Options(), models, o => o.MaxAge = TimeSpan.FromTicks(1)))
        {
            await Poll.Until(() => _metrics.Cameras() is [{ RateShare: 0.25 }, { RateShare: 0.25 }], "both are at the floor");
            Assert.True(_metrics.Dropped["behind"] > 0);
        }

        await using (await TestWorker.StartAsync(broker.Options(), models))
        {
            lowered = [.. _metrics.Cameras().Select(c => c.RateShare)];
            await Poll.Until(() => _metrics.Cameras().Zip(lowered).All(c => c.First.RateShare > Math.Min(0.99, c.Second + 0.03)), "both rise again");
        }

        await agent.StopAsync(CancellationToken.None);
        Assert.Equal(_metrics.Captured, _metrics.Published + _metrics.Dropped.Values.Sum());
        Assert.Equal(_metrics.Published, Consume(broker, _metrics.Published).Count);
    }

    [Fact]
    public async Task StartAsync_BadSources_NamesEach()
    {
        using var agent = Agent(new CameraOptions { Sources = ["/no/clip.mkv", _folder], Count = 1 }, new KafkaOptions { Bootstrap = "127.0.0.1:9" });
        var lines = (await Assert.ThrowsAsync<UserErrorException>(() => agent.StartAsync(CancellationToken.None))).Message.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Equal("camera 'clip': video /no/clip.mkv: there is no such file", lines[0]);
        Assert.Contains("no .jpg, .jpeg or .png files", lines[1], StringComparison.Ordinal);
    }

    private static List<(FrameId Id, DateTimeOffset CapturedAt)> Consume(EmbeddedBroker broker, long count)
    {
        using var consumer = new KafkaClients(broker.Options(), NullLoggerFactory.Instance).FrameConsumer("test").Build();
        consumer.Subscribe(TopicNames.Frames);
        var frames = new List<(FrameId Id, DateTimeOffset CapturedAt)>();
        while (frames.Count < count && consumer.Consume(Poll.Patience) is { } result)
        {
            result.Message.Value.Dispose();
            Assert.True(ReadHeaders.TryReadFrame(result.Message.Headers, result.Message.Key, out var read, out var id, out var problem), problem);
            frames.Add((id, read.Time));
        }

        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(300)));
        consumer.Close();
        return frames;
    }

    // Whole at once, so that nobody reads half of it.
    private static void Put(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    private CameraAgent Agent(CameraOptions options, KafkaOptions kafka, bool consent = true)
    {
        if (consent)
            options.AssumeConsent(new CameraConsent(ConsentBases.Demonstration));
        return new(options, kafka, _metrics, _log, TimeProvider.System);
    }
}
