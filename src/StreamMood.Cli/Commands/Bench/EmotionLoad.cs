using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>
/// Emotion events as a worker publishes them: cameras with one face each, whose expression changes now and then. An event is written
/// once for each look; others differ in camera, frame and time alone, so that the load leaves the machine to what is measured.
/// Not thread-safe.
/// </summary>
internal sealed class EmotionLoad
{
    private const int Looks = 64;
    private static readonly TimeSpan Full = TimeSpan.FromMilliseconds(5);
    private static readonly ModelVersions Models = new("streammood-detector@1", "streammood-emotion-small@1");

    private readonly string[] _cameras;
    private readonly long _epoch;
    private readonly Template[] _templates = new Template[Looks];

    /// <summary>Load of so many cameras.</summary>
    /// <param name="cameras">How many.</param>
    /// <param name="epoch">Start of their agent, milliseconds since 1970.</param>
    public EmotionLoad(int cameras, long epoch)
    {
        _epoch = epoch;
        _cameras = [.. Enumerable.Range(0, cameras).Select(i => $"bench-{i:D5}")];
        var random = new Random(1);
        for (var i = 0; i < Looks; i++)
            _templates[i] = new Template(Event("?camera", "?frame", DateTimeOffset.UnixEpoch, Face(random, (Emotion)(i % Emotions.Count))));
    }

    /// <summary>The message of a camera's frame.</summary>
    public Message<string, byte[]> Message(int camera, long sequence, DateTimeOffset at)
    {
        // An expression lasts about ten seconds at ten frames a second, a little different in each frame.
        var template = _templates[(camera + (int)(sequence / 100) * 7 + (int)(sequence % 8) * 8) % Looks];
        return template.Fill(_cameras[camera], new FrameId(_cameras[camera], _epoch, sequence).ToString(), at);
    }

    /// <summary>Publishes a message; waits while the producer is full.</summary>
    public static void Publish(IProducer<string, byte[]> producer, string topic, Message<string, byte[]> message, CancellationToken cancellationToken)
    {
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

    private static EmotionEvent Event(string camera, string frame, DateTimeOffset at, FaceObservation face) => new()
    {
        Camera = camera,
        Frame = frame,
        CapturedAt = at,
        Width = 640,
        Height = 480,
        Faces = [face],
        Models = Models,
    };

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

    // What lies before, between and after camera, frame and time.
    private sealed class Template
    {
        private readonly byte[][] _between;
        private readonly Headers _headers;

        public Template(EmotionEvent made)
        {
            var message = EventMessages.Emotion(made, null);
            var json = Encoding.UTF8.GetString(message.Value);
            string[] changing = [$"\"{made.Camera}\"", $"\"{made.Frame}\"", $"\"{Json(made.CapturedAt)}\""];
            _between = [.. json.Split(changing, StringSplitOptions.None).Select(Encoding.UTF8.GetBytes)];
            if (_between.Length != changing.Length + 1)
                throw new InvalidOperationException($"camera, frame and time are not in this order, once each: {json}");
            _headers = message.Headers;
        }

        public Message<string, byte[]> Fill(string camera, string frame, DateTimeOffset at)
        {
            var (name, id, time) = (Encoding.UTF8.GetBytes(camera), Encoding.UTF8.GetBytes(frame), Encoding.UTF8.GetBytes(Json(at)));
            var quote = "\""u8;
            var headers = new Headers();
            foreach (var header in _headers.BackingList)
                headers.Add(header.Key switch
                {
                    EventHeaders.Id => new Header(EventHeaders.Id, id),
                    EventHeaders.Time => new Header(EventHeaders.Time, Encoding.UTF8.GetBytes(EventHeaders.FormatTime(at))),
                    _ => header,
                });
            return new Message<string, byte[]>
            {
                Key = camera,
                Value = [.. _between[0], .. quote, .. name, .. quote, .. _between[1], .. quote, .. id, .. quote, .. _between[2], .. quote, .. time, .. quote, .. _between[3]],
                Headers = headers,
                // Kafka Streams takes the record's time for the event's, and both programs shall see the same windows.
                Timestamp = new Timestamp(at),
            };
        }

        // As System.Text.Json writes it.
        private static string Json(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
    }
}
