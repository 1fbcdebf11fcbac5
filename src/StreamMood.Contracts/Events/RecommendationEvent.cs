using System.Globalization;
using System.Text.Json.Serialization;

namespace StreamMood.Contracts.Events;

/// <summary>
/// The song category that fits one camera's window. Topic <c>streammood.recommendations.v1</c>, key the camera id,
/// <c>ce_id</c> <see cref="Id(RecommendationEvent)"/>. Follows from the emotion events alone.
/// </summary>
public sealed record RecommendationEvent
{
    /// <summary>Camera id; of a recommendation for a zone, the zone's name.</summary>
    public required string Camera { get; init; }

    /// <summary>The zone, when several cameras together are meant; absent otherwise.</summary>
    public string? Zone { get; init; }

    /// <summary>The face track, when one face of the camera is meant; absent otherwise.</summary>
    public int? Track { get; init; }

    /// <summary>First instant of the window, event time, UTC.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    /// <summary>First instant after the window, event time, UTC.</summary>
    public required DateTimeOffset WindowEnd { get; init; }

    /// <summary>What to play; <c>undecided</c> and <c>nobody</c> ask for nothing. How it follows from <see cref="State"/> is the strategy's affair.</summary>
    public required SongCategory Category { get; init; }

    /// <summary>The state of the people; absent in events of programs before 0.2.</summary>
    public MoodState? State { get; init; }

    /// <summary>Start of the first window since which the category holds without a break.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The mood that songs should have.</summary>
    public required TargetMood Target { get; init; }

    /// <summary>The songs to play now, first first; absent without a catalogue, or when no song is asked for.</summary>
    public IReadOnlyList<RecommendedSong>? Songs { get; init; }

    /// <summary>Why this category.</summary>
    public required RecommendationReason Why { get; init; }

    /// <summary>The CloudEvents id of the recommendation for a camera and window: <c>camera/windowEnd</c> in milliseconds since 1970.</summary>
    public static string Id(string camera, DateTimeOffset windowEnd) =>
        string.Create(CultureInfo.InvariantCulture, $"{camera}/{windowEnd.ToUnixTimeMilliseconds()}");

    /// <summary>The CloudEvents id of a recommendation: <c>camera/windowEnd</c>, <c>camera/track/windowEnd</c> or <c>zone:name/windowEnd</c>.</summary>
    public static string Id(RecommendationEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Zone is { } zone ? Id("zone:" + zone, value.WindowEnd)
            : value.Track is { } track ? Id(string.Create(CultureInfo.InvariantCulture, $"{value.Camera}/{track}"), value.WindowEnd)
            : Id(value.Camera, value.WindowEnd);
    }
}

/// <summary>A point on the valence–arousal plane.</summary>
/// <param name="Valence">−1 (unpleasant) to 1 (pleasant).</param>
/// <param name="Arousal">−1 (calm) to 1 (excited).</param>
public readonly record struct TargetMood([property: JsonRequired] float Valence, [property: JsonRequired] float Arousal);

/// <summary>A song of the operator's catalogue.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Title">Title.</param>
/// <param name="Artist">Artist; empty when unknown.</param>
public sealed record RecommendedSong(string Id, string Title, string Artist);

/// <summary>What a recommendation rests on.</summary>
public sealed record RecommendationReason
{
    /// <summary>Emotion events in the window.</summary>
    public required int Frames { get; init; }

    /// <summary>Face observations in the window.</summary>
    public required int Faces { get; init; }

    /// <summary>Events that came after their window had closed, since the previous recommendation of the camera.</summary>
    public required int Late { get; init; }

    /// <summary>Smoothed distribution over the expressions; absent when nobody was there.</summary>
    public EmotionScores? Emotions { get; init; }

    /// <summary>Smoothed valence of the faces, −1 to 1.</summary>
    public required float Valence { get; init; }

    /// <summary>Smoothed arousal of the faces, −1 to 1.</summary>
    public required float Arousal { get; init; }

    /// <summary>Probability mass behind the state, 0 to 1; while <see cref="Decision"/> holds it against another, less than that one's.</summary>
    public required float Confidence { get; init; }

    /// <summary>The smoothing filter and its settings, as text.</summary>
    public required string Filter { get; init; }

    /// <summary>How mood became target mood: <c>match</c>, <c>iso</c> or <c>lift</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>Observations among <see cref="Faces"/> that were large and good enough to vote; absent in events of programs before 0.2.</summary>
    public int? Voted { get; init; }

    /// <summary>
    /// Why the state is what it is: <c>first</c>, <c>steady</c>, <c>switched</c>, <c>lead-too-small</c>, <c>confirming</c>,
    /// <c>held</c> or <c>unsure</c>; <c>pinned</c> when an operator has chosen the category.
    /// </summary>
    public string? Decision { get; init; }

    /// <summary>The state that the window's mood alone would give, where it is not the state in force.</summary>
    public MoodState? Leading { get; init; }

    /// <summary>Where the strategy leads to; absent for <c>match</c>.</summary>
    public TargetMood? Goal { get; init; }

    /// <summary>How far <c>iso</c> has come, as <c>3/12</c>; absent for other strategies.</summary>
    public string? Step { get; init; }

    /// <summary>What moved the target's arousal: <c>quiet-hours</c>, <c>ceiling</c> or <c>floor</c>; absent for nothing.</summary>
    public string? Bound { get; init; }

    /// <summary>The models behind the window's last emotion event; absent when the window holds none.</summary>
    public ModelVersions? Models { get; init; }

    /// <summary>The song model, <c>name@version</c>; that gave the songs their categories; absent without a catalogue.</summary>
    public string? SongModel { get; init; }
}
