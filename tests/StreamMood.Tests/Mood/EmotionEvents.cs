using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Mood;

namespace StreamMood.Tests.Mood;

/// <summary>Makes emotion events, and runs them through a partition.</summary>
internal static class EmotionEvents
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ModelVersions Models = new("detector@1", "emotion@1");

    public static EmotionEvent Event(string camera, double seconds, long sequence, params FaceObservation[] faces) => new()
    {
        Camera = camera,
        Frame = new FrameId(camera, 1, sequence).ToString(),
        CapturedAt = Start + TimeSpan.FromMilliseconds(Math.Round(seconds * 1000)),
        Width = 640,
        Height = 480,
        Faces = faces,
        Models = Models,
    };

    public static FaceObservation Face(Emotion emotion, float confidence = 1f, float quality = 1f)
    {
        EmotionScores scores = default;
        scores.Span.Fill((1 - confidence) / (Emotions.Count - 1));
        scores[emotion] = confidence;
        return Face(scores, quality);
    }

    public static FaceObservation Face(EmotionScores scores, float quality = 1f)
    {
        var mood = Circumplex.Expect(scores);
        return new FaceObservation
        {
            Track = 1,
            Box = new Box(10, 10, 100, 100),
            Score = 0.9f,
            Landmarks = default,
            Emotions = scores,
            Label = scores.Top.Label(),
            Valence = mood.Valence,
            Arousal = mood.Arousal,
            Confidence = scores[scores.Top],
            Quality = quality,
        };
    }

    /// <summary>A camera's events at 10 a second, each with one face.</summary>
    public static IEnumerable<EmotionEvent> Camera(string camera, double from, double to, Emotion emotion, long sequence = 0)
    {
        for (var i = 0; from + i * 0.1 < to - 1e-9; i++)
            yield return Event(camera, from + i * 0.1, sequence + i, Face(emotion, 0.9f));
    }

    public static List<RecommendationEvent> Run(IEnumerable<EmotionEvent> events, MoodOptions? options = null, bool flush = true) =>
        Run(new MoodPartition(options ?? new MoodOptions()), events, flush);

    public static List<RecommendationEvent> Run(MoodPartition partition, IEnumerable<EmotionEvent> events, bool flush = true)
    {
        List<RecommendationEvent> made = [];
        var offset = partition.NextOffset;
        foreach (var value in events)
            partition.Add(value, offset++, made);
        if (flush)
            partition.Flush(made);
        return made;
    }

    public static string Id(RecommendationEvent value) => RecommendationEvent.Id(value);

    /// <summary>Recommendations by id, as the bytes that are published; each id once.</summary>
    public static SortedDictionary<string, string> Published(IEnumerable<RecommendationEvent> values)
    {
        SortedDictionary<string, string> published = new(StringComparer.Ordinal);
        foreach (var value in values)
            published.Add(Id(value), System.Text.Encoding.UTF8.GetString(EventJson.Write(value)));
        return published;
    }
}
