using System.Text.Json.Serialization;

namespace StreamMood.Faults;

/// <summary>What became of the frames of a run.</summary>
internal sealed record Verdict
{
    /// <summary>Whether nothing is missing and nothing contradicts.</summary>
    public required bool Ok { get; init; }

    /// <summary>Frames in the frames topic, each id once.</summary>
    public required int Frames { get; init; }

    /// <summary>Frames that are in their topic more than once.</summary>
    public required int FramesTwice { get; init; }

    /// <summary>Frames with at least one emotion event.</summary>
    public required int WithEmotion { get; init; }

    /// <summary>Frames with a dead letter.</summary>
    public required int WithDeadLetter { get; init; }

    /// <summary>Frames the workers say they skipped.</summary>
    public required int Skipped { get; init; }

    /// <summary>Frames with neither, beyond those skipped: lost.</summary>
    public required int Missing { get; init; }

    /// <summary>The first of those with neither.</summary>
    public required IReadOnlyList<string> MissingIds { get; init; }

    /// <summary>Emotion events of frames nobody published.</summary>
    public required int WithoutFrame { get; init; }

    /// <summary>Emotion events beyond the first of their frame.</summary>
    public required int EmotionsTwice { get; init; }

    /// <summary>Of those, the ones whose value differs by more than track numbers.</summary>
    public required int EmotionsTwiceDiffering { get; init; }

    /// <summary>Recommendations, each id once.</summary>
    public required int Recommendations { get; init; }

    /// <summary>Recommendations beyond the first of their id.</summary>
    public required int RecommendationsTwice { get; init; }

    /// <summary>Of those, the ones whose value differs.</summary>
    public required int RecommendationsTwiceDiffering { get; init; }

    /// <summary>How each fault was felt; empty when none were named.</summary>
    public IReadOnlyList<Recovery> Faults { get; init; } = [];
}

/// <summary>Camel case, on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Verdict))]
[JsonSerializable(typeof(RecommenderVerdict))]
internal sealed partial class VerdictJson : JsonSerializerContext;
