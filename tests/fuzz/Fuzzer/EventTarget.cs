using System.Text.Json;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Recommender;

namespace StreamMood.Fuzzing;

/// <summary>
/// Event JSON and Kafka headers through every reader. A damaged event is refused with a <see cref="JsonException"/> and a reason, or
/// read; what was read can be written, and reads the same again.
/// </summary>
internal sealed class EventTarget : IFuzzTarget
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Telling =
    [
        "null", "NaN", "-1", "1e400", "1e-400", "18446744073709551616", "\"\"", "[]", "{}", "true", "\"\\ud800\"", "0.5,0.5", "\"9999-12-31T23:59:59.9999999+14:00\"", "-0", "[[[[",
        "\"camera\":\"x\",", "\uFEFF", "\\u0000",
    ];

    private readonly int _seed;
    private readonly Confluent.Kafka.Message<string, byte[]>[] _corpus = [Emotion(), Recommendation(), Letter(), Report()];

    public EventTarget(int seed) => _seed = seed;

    public IReadOnlyList<string> Outcomes { get; } =
    [
        "emotion-read", "emotion-refused", "recommendation-read", "recommendation-refused", "dead-letter-read", "dead-letter-refused", "record-read", "headers-read", "report-read", "report-refused",
        "headers-refused", .. EmotionReader.Reasons.Select(r => $"record-refused-{r}"),
    ];

    public byte[] Input(long number)
    {
        var random = Rng(number);
        var value = _corpus[Kind(number)].Value;
        var text = System.Text.Encoding.UTF8.GetBytes(Telling[random.Next(Telling.Length)]);
        if (random.Next(3) == 0)
            return Mutator.Damage(value, text, random, value.Length);

        // In place of a value, so that the JSON mostly stays JSON.
        var at = value.AsSpan(random.Next(value.Length)).IndexOf((byte)':') is >= 0 and var colon ? colon + 1 : 0;
        var start = Math.Min(value.Length, random.Next(value.Length / 2) + at);
        start = value.AsSpan(start).IndexOfAny(":,["u8) is >= 0 and var mark ? start + mark + 1 : start;
        var end = value.AsSpan(start).IndexOfAny(",]}"u8) is >= 0 and var next ? start + next : value.Length;
        return [.. value[..start], .. text, .. value[end..]];
    }

    public int Run(long number)
    {
        var value = Input(number);
        var random = Rng(~number);
        switch (number % 6)
        {
            case 0:
                return Read(value, 0, EventJson.ReadEmotion, EventJson.Write);
            case 1:
                return Read(value, 2, EventJson.ReadRecommendation, EventJson.Write);
            case 2:
                return Read(value, 4, EventJson.ReadDeadLetter, EventJson.Write);
            case 3:
                var damaged = random.Next(4) == 0 ? HeaderDamage.Damage(_corpus[0], random, out var key) : HeaderDamageNone(out key);
                var record = new EmotionRecord(System.Text.Encoding.UTF8.GetBytes(key ?? ""), random.Next(40) == 0 ? default : value, damaged, 3);
                if (new EmotionReader().Problem(record, zone: false) is not { } reason)
                    return 6;
                var message = EmotionReader.Message(reason);
                return message.Length == 0 || message.Contains('\n', StringComparison.Ordinal)
                    ? throw new InvalidOperationException($"refused for '{reason}' with the line '{message}'")
                    : 11 + EmotionReader.Reasons.ToList().IndexOf(reason);
            case 4:
                return Read(value, 8, EventJson.ReadCamera, EventJson.Write);
            default:
                var headers = HeaderDamage.Damage(_corpus[random.Next(_corpus.Length)], random, out _);
                var type = random.Next(2) == 0 ? EventHeaders.EmotionType : EventHeaders.RecommendationType;
                var frame = ReadHeaders.TryReadFrame(HeaderDamage.Frame(random, out var camera), camera, out _, out _, out var problem);
                if (!frame && problem is null)
                    throw new InvalidOperationException("refused without a problem");
                return ReadHeaders.TryRead(headers, type, out _, out _) ? 7 : 10;
        }
    }

    public void Dispose()
    {
    }

    private static int Kind(long number) => (number % 6) switch { 1 => 1, 2 => 2, 4 => 3, _ => 0 };

    private static int Read<T>(byte[] value, int outcome, Reader<T> read, Func<T, byte[]> write)
    {
        T first;
        try
        {
            first = read(value);
        }
        catch (JsonException)
        {
            return outcome + 1;
        }

        // Once more than it seems to need: 30.05 is rounded to 30.0, which is read as 30.
        var written = write(read(write(first)));
        return write(read(written)).AsSpan().SequenceEqual(written) ? outcome : throw new InvalidOperationException("what was read is written as something else");
    }

    private Confluent.Kafka.Headers HeaderDamageNone(out string key)
    {
        key = "lobby";
        return _corpus[0].Headers;
    }

    private Random Rng(long number) => new(CaseSeed.Of(_seed, number));

    private static Confluent.Kafka.Message<string, byte[]> Emotion() => EventMessages.Emotion(
        new EmotionEvent
        {
            Camera = "lobby", Frame = "lobby/5/7", CapturedAt = Noon, Width = 640, Height = 480, Models = new ModelVersions("detector@1", "emotion@1"),
            Faces =
            [
                new FaceObservation
                {
                    Box = new Box(10, 20, 30.5f, 40), Score = 0.9f, Landmarks = new Landmarks(new(1, 2), new(3, 4), new(5, 6), new(7, 8), new(9, 10)), Track = 3,
                    Quality = 0.5f, Sharpness = 0.25f, Confidence = 0.75f, Valence = 0.5f, Arousal = -0.25f, Label = "happiness",
                    Emotions = EmotionScores.From([0.25f, 0.75f, 0, 0, 0, 0, 0, 0]),
                },
            ],
        },
        null);

    private static Confluent.Kafka.Message<string, byte[]> Recommendation() => EventMessages.Recommendation(
        new RecommendationEvent
        {
            Camera = "lobby", WindowStart = Noon, WindowEnd = Noon.AddSeconds(2), Category = SongCategory.Happy, Since = Noon, Target = new TargetMood(0.5f, 0.25f),
            Why = new RecommendationReason
            {
                Frames = 20, Faces = 20, Late = 0, Emotions = EmotionScores.From([0.25f, 0.75f, 0, 0, 0, 0, 0, 0]), Valence = 0.5f, Arousal = 0.25f,
                Confidence = 0.9f, Filter = "mean", Strategy = "match", Models = new ModelVersions("d@1", "e@1"),
            },
        },
        null);

    private static Confluent.Kafka.Message<string, byte[]> Letter() => EventMessages.DeadLetter(
        new DeadLetter { Camera = "lobby", Id = "lobby/5/7", Topic = "streammood.frames.v1", Partition = 3, Offset = 9, Stage = "decode", Reason = "corrupt", Message = "damaged" },
        "lobby", Noon, null);

    private static Confluent.Kafka.Message<string, byte[]> Report() => EventMessages.Camera(
        new CameraReport { Camera = "lobby", At = Noon, State = "stalled", Fps = 9.5, Captured = 100, Published = 90, Dropped = 10, Restarts = 2, LastError = "no frame for 10 s" });

    private delegate T Reader<T>(ReadOnlySpan<byte> utf8);
}
