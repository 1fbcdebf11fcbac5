using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Faults;

/// <summary>Emotion events as an untidy world sends them.</summary>
internal sealed class EmotionFeed(int seed)
{
    private static readonly ModelVersions Models = new("detector@1", "emotion@1");
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(seed);

    /// <summary>Publishes them evenly over a time. Their own time runs at ten frames a second and camera, however fast they come.</summary>
    public async Task PublishAsync(string bootstrap, long events, int cameras, TimeSpan over, CancellationToken stop)
    {
        var clients = new KafkaClients(new KafkaOptions { Bootstrap = bootstrap }, NullLoggerFactory.Instance);
        using var producer = clients.EventProducer();
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var began = TimeProvider.System.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        List<Message<string, byte[]>> held = [];
        for (var i = 0L; i < events; i++)
        {
            while (over > TimeSpan.Zero && i % 100 == 0 && TimeProvider.System.GetElapsedTime(began) < over * (i / (double)events))
                await pace.WaitForNextTickAsync(stop);
            var camera = (int)(i % cameras);
            var sequence = i / cameras;
            var message = EventMessages.Emotion(Event($"cam-{camera:D3}", sequence, start + sequence * Frame), null);
            switch (_random.Next(200))
            {
                case 0:
                    held.Add(message); // some frames later: out of order, or late
                    continue;
                case 1:
                    Send(producer, message, stop); // twice
                    break;
                case 2:
                    Send(producer, new Message<string, byte[]> { Key = message.Key, Headers = message.Headers, Value = message.Value[..20] }, stop);
                    break;
            }

            Send(producer, message, stop);
            if (held.Count > 0 && _random.Next(cameras * 4) == 0)
            {
                held.ForEach(late => Send(producer, late, stop));
                held.Clear();
            }
        }

        held.ForEach(late => Send(producer, late, stop));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        producer.Flush(patience.Token);
    }

    private static void Send(IProducer<string, byte[]> producer, Message<string, byte[]> message, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                producer.Produce(TopicNames.Emotions, message);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Flush(stop); // until there is room, which is when what waits is delivered
            }
        }
    }

    private EmotionEvent Event(string camera, long sequence, DateTimeOffset at)
    {
        var faces = new FaceObservation[_random.Next(12) == 0 ? 0 : 1 + _random.Next(2)];
        for (var i = 0; i < faces.Length; i++)
            faces[i] = Face((Emotion)((sequence / 80 + i) % Emotions.Count));
        return new EmotionEvent
        {
            Camera = camera, Frame = new FrameId(camera, 1, sequence).ToString(), CapturedAt = at, Width = 640, Height = 480, Faces = faces, Models = Models,
        };
    }

    private FaceObservation Face(Emotion emotion)
    {
        EmotionScores scores = default;
        var top = 0.3f + 0.7f * _random.NextSingle();
        scores.Span.Fill((1 - top) / (Emotions.Count - 1));
        scores[emotion] = top;
        var mood = Circumplex.Expect(scores);
        return new FaceObservation
        {
            Track = 1, Box = new Box(10, 10, 90, 90), Score = 0.9f, Landmarks = default, Emotions = scores, Label = emotion.Label(),
            Valence = mood.Valence, Arousal = mood.Arousal, Confidence = top, Quality = _random.NextSingle(),
        };
    }
}
