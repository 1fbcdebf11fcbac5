using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Cli;

/// <summary>The sinks as processes, between a broker and a receiver that misbehaves.</summary>
public sealed class SinkTests : IAsyncLifetime, IDisposable
{
    private const int EventsEach = 20;
    private readonly EmbeddedTestBroker _broker = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streammood-");
    private readonly ConcurrentQueue<(string Camera, long End)> _taken = new();
    private readonly TaskCompletionSource _slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;
    private WebApplication? _receiver;

    private string Bootstrap => _broker.Broker.Bootstrap;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            var value = (await JsonSerializer.DeserializeAsync(context.Request.Body, EventJson.Default.RecommendationEvent))!;
            if (value.Camera == "slow")
                await _slow.Task.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = value.Camera == "refused" ? 400 : value.Camera == "gone" ? 410 : Interlocked.Increment(ref _failures) % 5 == 0 ? 503 : 204;
            if (context.Response.StatusCode == 204)
                _taken.Enqueue((value.Camera, value.WindowEnd.ToUnixTimeSeconds()));
        });
        await _receiver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _slow.TrySetResult();
        await _receiver!.DisposeAsync();
        _folder.Delete(true);
    }

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Webhook_SlowFailingAndRefusing_DeliversInOrderBuriesAndBeginsWhereItEnded()
    {
        Publish(["slow", "good", "other", "refused"], 0);
        using (var sink = Start("webhook", "--url", _receiver!.Urls.First(), "--set", "sink.webhook.backoff=5ms"))
        {
            await Poll.Until(() => _taken.Count(t => t.Camera != "slow") >= 2 * EventsEach, "the others do not wait for the slow one");
            Assert.DoesNotContain(_taken, t => t.Camera == "slow");
            _slow.SetResult();
            await Poll.Until(() => _taken.Count >= 3 * EventsEach, () => $"the slow one's events arrive: {sink.Error}");
            await Poll.Until(() => TestTopic.Read(_broker, TopicNames.DeadLetters).Count >= EventsEach, "what is refused becomes dead letters");
            sink.Interrupt();
            Assert.Equal(0, await sink.ExitCodeAsync());
            var account = JsonDocument.Parse(sink.Out).RootElement;
            Assert.Equal((4L * EventsEach, 3L * EventsEach, (long)EventsEach), (Count(account, "consumed"), Count(account, "delivered"), Count(account.GetProperty("deadLetters"), "rejected")));
            Assert.True(Count(account, "retries") > 0);
        }

        foreach (var camera in _taken.GroupBy(t => t.Camera))
            Assert.Equal(Enumerable.Range(0, EventsEach).Select(i => Base + i), camera.Select(t => t.End));
        foreach (var letter in TestTopic.Read(_broker, TopicNames.DeadLetters).Select(m => EventJson.ReadDeadLetter(m.Message.Value)))
            Assert.Equal(("refused", "sink", "rejected", TopicNames.Recommendations), (letter.Camera, letter.Stage, letter.Reason, letter.Topic));

        Publish(["good"], EventsEach);
        using var again = Start("webhook", "--url", _receiver!.Urls.First());
        await Poll.Until(() => _taken.Count >= 4 * EventsEach, () => $"the new ones arrive: {again.Error}");
        again.Interrupt();
        Assert.Equal(0, await again.ExitCodeAsync());
        Assert.Equal(EventsEach, Count(JsonDocument.Parse(again.Out).RootElement, "consumed")); // and none a second time
    }

    [Fact]
    public async Task Webhook_Gone_EndsWithOneAndKeepsTheEvent()
    {
        Publish(["gone"], 0);
        using var sink = Start("webhook", "--url", _receiver!.Urls.First());
        Assert.Equal(1, await sink.ExitCodeAsync());
        Assert.Contains("410", sink.Error, StringComparison.Ordinal);
        Assert.Empty(TestTopic.Read(_broker, TopicNames.DeadLetters));
    }

    [Fact]
    public async Task Playlist_SongsOfTheTopic_AreInTheFiles()
    {
        Publish(["lobby", "bar"], 0);
        using var sink = Start("playlist", "--out", _folder.FullName, "--camera", "lobby");
        var file = Path.Combine(_folder.FullName, "lobby.m3u8");
        await Poll.Until(() => File.Exists(file) && File.ReadAllText(file).Contains($"song-{EventsEach - 1}", StringComparison.Ordinal), "the newest song is in the list");
        sink.Interrupt();
        Assert.Equal(0, await sink.ExitCodeAsync());
        Assert.Equal("lobby.m3u8", Assert.Single(_folder.GetFiles()).Name);
    }

    private static readonly long Base = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60;

    private static long Count(JsonElement account, string name) => account.GetProperty(name).GetInt64();

    private Program Start(params string[] args) => Program.Start(["sink", .. args, "--bootstrap", Bootstrap, "--json", "--log-level", "error", "--set", "kafka.embedded=true"]);

    private void Publish(string[] cameras, int from)
    {
        using var producer = _broker.Clients().EventProducer();
        for (var i = from; i < from + EventsEach; i++)
            foreach (var camera in cameras)
            {
                var end = DateTimeOffset.FromUnixTimeSeconds(Base + i);
                producer.Produce(TopicNames.Recommendations, EventMessages.Recommendation(
                    new RecommendationEvent
                    {
                        Camera = camera, WindowStart = end.AddSeconds(-1), WindowEnd = end, Category = SongCategory.Sad, State = MoodState.Sad, Since = end.AddSeconds(-1), Target = default,
                        Songs = [new RecommendedSong(string.Create(CultureInfo.InvariantCulture, $"song-{i}"), "T", "A")],
                        Why = new RecommendationReason { Frames = 1, Faces = 1, Late = 0, Valence = 0, Arousal = 0, Confidence = 1, Filter = "none", Strategy = "match" },
                    }, null));
            }

        producer.Flush(Poll.Patience);
    }
}
