using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Web;

/// <summary>
/// Publishes what a fleet of cameras, its worker and its recommender would, at their pace: a window and two emotion events a second
/// a camera. Some cameras have trouble: of every 24, one is stalled, one silent, one loses frames.
/// </summary>
internal sealed class MadeFleet(TestBroker broker, int cameras, int zones = 4) : IDisposable
{
    private static readonly string[] Songs = ["Nocturne in E flat major", "Gymnopédie No. 1", "The Entertainer", "Maple Leaf Rag", "Clair de lune", "Danse macabre"];

    private readonly IProducer<string, byte[]> _producer = broker.Clients().EventProducer();
    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();
    private long _window;

    /// <summary>Camera ids, and the zones that they lie in, as the setting has them.</summary>
    public IEnumerable<string> Cameras => Enumerable.Range(1, cameras).Select(i => $"cam-{i}");

    public IEnumerable<(string Zone, string Cameras)> Zones => Enumerable.Range(0, zones)
        .Select(z => (Name(z), string.Join(',', Enumerable.Range(1, cameras).Where(i => i % zones == z).Select(i => $"cam-{i}"))));

    /// <summary>The past, so that there is something to see at once.</summary>
    public void Publish(int seconds)
    {
        for (var s = -seconds; s <= 0; s++)
            Second(_start.AddSeconds(s), s == 0);
        _producer.Flush(Poll.Patience);
    }

    /// <summary>The present, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var n = 0;
        while (await timer.WaitForNextTickAsync(CancellationToken.None) && !cancellationToken.IsCancellationRequested)
            Second(TimeProvider.System.GetUtcNow(), n++ % 10 == 9);
        _producer.Flush(TimeSpan.FromSeconds(10));
    }

    /// <summary>A message of a dead letter.</summary>
    public void Dead(string camera, string message) => Send(TopicNames.DeadLetters, EventMessages.DeadLetter(
        new DeadLetter { Camera = camera, Id = $"{camera}/1/9", Topic = TopicNames.Frames, Partition = 2, Offset = 41, Stage = "decode", Reason = "truncated", Message = message },
        camera, TimeProvider.System.GetUtcNow(), null));

    public void Send(string topic, Message<string, byte[]> message) => _producer.Produce(topic, message);

    public void Flush() => _producer.Flush(Poll.Patience);

    public void Dispose() => _producer.Dispose();

    private static string Name(int zone) => ((string[])["lobby", "bar", "stage", "garden"])[zone % 4];

    private void Second(DateTimeOffset at, bool report)
    {
        _window++;
        for (var i = 1; i <= cameras; i++)
            Camera(i, at, report);
        for (var z = 0; z < zones; z++)
            Send(TopicNames.Recommendations, EventMessages.Recommendation(Made(Name(z), z * 7, at, Name(z)), null));
    }

    private void Camera(int i, DateTimeOffset at, bool report)
    {
        var id = $"cam-{i}";
        var trouble = i % 24;
        var past = (TimeProvider.System.GetUtcNow() - at).TotalSeconds;
        if (report || _window == 1)
            Send(TopicNames.Cameras, EventMessages.Camera(new CameraReport
            {
                Camera = id, At = at, State = trouble == 7 ? "stalled" : "live", Fps = trouble == 7 ? 0 : 10, Captured = 600 + _window * 10, Published = 600 + _window * 9,
                Dropped = trouble == 11 ? 20 * _window : 0, Restarts = trouble == 7 ? 3 : 0, LastError = trouble == 7 ? "no frame for 10 s; connecting again" : null,
            }));
        if (trouble == 7 || (trouble == 15 && past < 20))
            return;
        if (past < 2)
            foreach (var part in (double[])[0.1, 0.6])
                Send(TopicNames.Emotions, EventMessages.Emotion(Seen(id, at.AddSeconds(part - 1)), null));
        Send(TopicNames.Recommendations, EventMessages.Recommendation(Made(id, i, at, null), null));
    }

    private static EmotionEvent Seen(string camera, DateTimeOffset at) => new()
    {
        Camera = camera, Frame = new FrameId(camera, 1, at.ToUnixTimeMilliseconds()).ToString(), CapturedAt = at, Width = 640, Height = 480, Faces = [],
        Models = new("streammood-detector@0.1.0", "streammood-emotion-small@0.2.0"),
    };

    private static RecommendationEvent Made(string camera, int seed, DateTimeOffset at, string? zone)
    {
        var t = at.ToUnixTimeSeconds() / 1.0;
        var valence = (float)Math.Clamp(0.75 * Math.Sin(t / (17 + seed % 9) + seed) + 0.2 * Math.Sin(t / 3 + seed), -1, 1);
        var arousal = (float)Math.Clamp(0.6 * Math.Cos(t / (23 + seed % 7) + seed * 2) + 0.15 * Math.Sin(t / 4), -1, 1);
        var nobody = zone is null && (long)(t / 40 + seed) % 9 == 0;
        var category = nobody ? SongCategory.Nobody
            : Math.Abs(valence) + Math.Abs(arousal) < 0.16 ? SongCategory.Undecided
            : valence >= 0 ? (arousal >= 0 ? SongCategory.Happy : SongCategory.Calm) : (arousal >= 0 ? SongCategory.Energetic : SongCategory.Sad);
        Span<float> scores = [0.3f, Math.Max(0, valence) * 0.5f, 0.05f, Math.Max(0, -valence) * 0.4f, Math.Max(0, arousal) * 0.2f, 0.02f, 0.02f, 0.01f];
        var sum = 0f;
        foreach (var s in scores)
            sum += s;
        for (var k = 0; k < scores.Length; k++)
            scores[k] /= sum;
        var second = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
        return new RecommendationEvent
        {
            Camera = camera, Zone = zone, WindowStart = second.AddSeconds(-1), WindowEnd = second, Category = category, State = MoodStates.Of(category),
            Since = DateTimeOffset.FromUnixTimeSeconds((long)t / 20 * 20), Target = new(valence, arousal),
            Songs = category is SongCategory.Nobody or SongCategory.Undecided ? null : [new($"s{seed % Songs.Length}", Songs[(seed + (int)category) % Songs.Length], "Public domain")],
            Why = new RecommendationReason
            {
                Frames = 10, Faces = nobody ? 0 : 10 + seed % 5, Late = 0, Emotions = nobody ? null : EmotionScores.From(scores), Valence = valence, Arousal = arousal,
                Confidence = 0.5f + Math.Abs(valence) / 2.2f, Filter = "hmm evidence=16", Strategy = "match", Voted = 9, Decision = "steady",
                Models = new("streammood-detector@0.1.0", "streammood-emotion-small@0.2.0"), SongModel = "streammood-songs@0.1.0",
            },
        };
    }
}
