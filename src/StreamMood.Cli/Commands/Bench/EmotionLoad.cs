using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>Emotion events as a worker publishes them: cameras with one face each, whose expression changes now and then.</summary>
internal sealed class EmotionLoad
{
    private const int Looks = 64;
    private static readonly TimeSpan Full = TimeSpan.FromMilliseconds(5);
    private static readonly ModelVersions Models = new("streammood-detector@1", "streammood-emotion-small@1");

    private readonly string[] _cameras;
    private readonly long _epoch;
    private readonly FaceObservation[][] _faces = new FaceObservation[Looks][];

    /// <summary>Load of so many cameras.</summary>
    /// <param name="cameras">How many.</param>
    /// <param name="epoch">Start of their agent, milliseconds since 1970.</param>
    public EmotionLoad(int cameras, long epoch)
    {
        _epoch = epoch;
        _cameras = [.. Enumerable.Range(0, cameras).Select(i => $"bench-{i:D5}")];
        var random = new Random(1);
        for (var i = 0; i < Looks; i++)
            _faces[i] = [Face(random, (Emotion)(i % Emotions.Count))];
    }

    /// <summary>The event of a camera's frame.</summary>
    public EmotionEvent Event(int camera, long sequence, DateTimeOffset at) => new()
    {
        Camera = _cameras[camera],
        Frame = new FrameId(_cameras[camera], _epoch, sequence).ToString(),
        CapturedAt = at,
        Width = 640,
        Height = 480,
        // An expression lasts about ten seconds at ten frames a second, a little different in each frame.
        Faces = _faces[(camera + (int)(sequence / 100) * 7 + (int)(sequence % 8) * 8) % Looks],
        Models = Models,
    };

    /// <summary>Publishes an event; waits while the producer is full.</summary>
    public static void Publish(IProducer<string, byte[]> producer, string topic, EmotionEvent value, CancellationToken cancellationToken)
    {
        var message = EventMessages.Emotion(value, null);
        // Kafka Streams takes the record's time for the event's, and both programs shall see the same windows.
        message.Timestamp = new Timestamp(value.CapturedAt);
        while (true)
        {
            try
            {
                producer.Produce(topic, message);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                cancellationToken.WaitHandle.WaitOne(Full);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private static FaceObservation Face(Random random, Emotion emotion)
    {
        EmotionScores scores = default;
        var top = 0.5f + 0.45f * random.NextSingle();
        scores.Span.Fill((1 - top) / (Emotions.Count - 1));
        scores[emotion] = top;
        var mood = Circumplex.Expect(scores);
        return new FaceObservation
        {
            Track = 1,
            Box = new Box(200 + random.Next(100), 120 + random.Next(60), 130, 150),
            Score = 0.98f,
            Landmarks = new Landmarks(new Point(231.4f, 172.8f), new Point(287.1f, 171.2f), new Point(260.3f, 204.9f), new Point(239.7f, 236.2f), new Point(282.5f, 235.1f)),
            Emotions = scores,
            Label = emotion.Label(),
            Valence = MathF.Round(mood.Valence, 4),
            Arousal = MathF.Round(mood.Arousal, 4),
            Confidence = MathF.Round(top, 4),
            Quality = MathF.Round(0.6f + 0.4f * random.NextSingle(), 4),
            Sharpness = MathF.Round(0.3f + 0.5f * random.NextSingle(), 4),
        };
    }
}
