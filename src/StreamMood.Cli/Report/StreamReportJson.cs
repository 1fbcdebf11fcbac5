using System.Text.Json.Serialization;
using StreamMood.Contracts.Events;

namespace StreamMood.Cli.Report;

/// <summary>A tally as a script takes it: the page's figures without its plots.</summary>
/// <param name="From">Earliest event time; null when the topics held nothing.</param>
/// <param name="To">Latest event time.</param>
/// <param name="Cameras">Cameras and, as <c>zone:name</c>, zones, by name.</param>
/// <param name="CaptureToEmotionMs">Capture to the emotion event's time in the topic.</param>
/// <param name="WindowToRecommendationMs">Window end to the recommendation's time in the topic.</param>
/// <param name="Categories">Windows by category.</param>
/// <param name="Songs">Songs by how many windows they were recommended for, most first.</param>
/// <param name="DeadLetters">Dead letters by stage and reason.</param>
/// <param name="Unreadable">Messages that were no event.</param>
internal sealed record StreamFigures(
    DateTimeOffset? From, DateTimeOffset? To, IReadOnlyDictionary<string, CameraFigures> Cameras, DelayFigures CaptureToEmotionMs, DelayFigures WindowToRecommendationMs,
    IReadOnlyDictionary<string, long> Categories, IReadOnlyList<SongFigures> Songs, IReadOnlyList<DeadLetterFigures> DeadLetters, long Unreadable)
{
    public string Kind { get; } = "report";

    public static StreamFigures Of(StreamTally tally) => new(
        tally.Span?.From, tally.Span?.To,
        tally.Cameras.ToDictionary(c => c.Key, c => new CameraFigures(c.Value.Emotions.Count, c.Value.Faces, c.Value.Dead, c.Value.Windows, c.Value.Switches, c.Value.Report)),
        DelayFigures.Of(tally.CaptureToEmotion), DelayFigures.Of(tally.WindowToRecommendation),
        tally.Categories.ToDictionary(c => c.Key.Name(), c => c.Value),
        [
            .. tally.Songs.OrderByDescending(s => s.Value).ThenBy(s => s.Key.Title, StringComparer.Ordinal)
                .Select(s => new SongFigures(s.Key.Title, s.Key.Artist, s.Key.Category, s.Value)),
        ],
        [.. tally.DeadLetters.Select(d => new DeadLetterFigures(d.Key.Stage, d.Key.Reason, d.Value.Count, d.Value.Last))],
        tally.Unreadable);
}

/// <summary>One camera's or zone's part.</summary>
/// <param name="Frames">Frames with an emotion event.</param>
/// <param name="Faces">Faces in them.</param>
/// <param name="DeadLetters">Dead letters.</param>
/// <param name="Recommendations">Windows recommended for.</param>
/// <param name="Changes">Changes of category.</param>
/// <param name="Said">What its agent said last; absent when it said nothing.</param>
internal sealed record CameraFigures(long Frames, long Faces, long DeadLetters, long Recommendations, long Changes, CameraReport? Said);

/// <summary>Milliseconds; without events all are 0.</summary>
internal sealed record DelayFigures(long Count, double P50, double P95, double P99, double Max)
{
    public static DelayFigures Of(DelaySamples d) => d.Count == 0 ? new(0, 0, 0, 0, 0) : new(d.Count, At(d, 50), At(d, 95), At(d, 99), At(d, 100));

    private static double At(DelaySamples d, double percent) => Math.Round(d.Ms(percent), 1);
}

/// <summary>A song.</summary>
internal sealed record SongFigures(string Title, string Artist, string Category, long Windows);

/// <summary>Dead letters of one kind, with what the last one said.</summary>
internal sealed record DeadLetterFigures(string Stage, string Reason, long Count, string Last);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StreamFigures))]
internal sealed partial class StreamReportJson : JsonSerializerContext;
