using StreamMood.Contracts.Events;

namespace StreamMood.Tests.Mood;

/// <summary>Random emotion events of several cameras, in the order of their capture.</summary>
internal static class Traffic
{
    /// <summary>Cameras with pauses, births, changing moods, empty frames, one or two faces and lost frames.</summary>
    public static List<EmotionEvent> Make(Random random, int cameras, double seconds)
    {
        List<EmotionEvent> events = [];
        for (var c = 0; c < cameras; c++)
            events.AddRange(Camera(random, $"cam-{c}", seconds));
        return [.. events.OrderBy(e => e.CapturedAt).ThenBy(e => e.Frame, StringComparer.Ordinal)];
    }

    /// <summary>The same events delayed by less than <paramref name="within"/>, some of them twice.</summary>
    public static List<EmotionEvent> Shuffle(Random random, IEnumerable<EmotionEvent> events, TimeSpan within)
    {
        List<(DateTimeOffset At, EmotionEvent Event)> arrivals = [];
        foreach (var value in events)
        {
            var copies = random.Next(8) == 0 ? 2 : 1;
            for (var i = 0; i < copies; i++)
                arrivals.Add((value.CapturedAt + random.NextDouble() * within, value));
        }

        return [.. arrivals.OrderBy(a => a.At).Select(a => a.Event)];
    }

    private static IEnumerable<EmotionEvent> Camera(Random random, string camera, double seconds)
    {
        // Some clocks are off, by less than what would make them strays.
        var skew = random.NextDouble() * 0.3;
        var rate = 1 + random.Next(10);
        var at = random.Next(3) == 0 ? random.NextDouble() * seconds : random.NextDouble();
        var emotion = Emotion.Neutral;
        for (var sequence = 0L; at < seconds; sequence++, at += 1.0 / rate)
        {
            var chance = random.NextDouble();
            if (chance < 0.005)
                at += random.NextDouble() * 40;
            if (chance > 0.98)
                emotion = (Emotion)random.Next(Emotions.Count);
            if (chance is > 0.4 and < 0.45)
                continue;
            FaceObservation[] faces =
            [
                .. Enumerable.Range(0, random.Next(10) == 0 ? 0 : 1 + random.Next(2))
                    .Select(_ => EmotionEvents.Face(emotion, 0.3f + 0.7f * random.NextSingle(), random.NextSingle()) with { Sharpness = sequence % 3 == 0 ? null : sequence % 7 / 8f }),
            ];
            yield return EmotionEvents.Event(camera, at + skew, sequence, faces);
        }
    }
}
