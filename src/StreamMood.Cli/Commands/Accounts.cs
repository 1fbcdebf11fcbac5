using System.Text.Json.Serialization;

namespace StreamMood.Cli.Commands;

/// <summary>A camera agent's counts at its end: captured = published + dropped.</summary>
internal sealed record CameraAccount(long Captured, long Published, IReadOnlyDictionary<string, long> Dropped)
{
    public string Kind { get; } = "camera";
}

/// <summary>An inference worker's counts at its end.</summary>
internal sealed record InferenceAccount(
    long Consumed, long Inferred, IReadOnlyDictionary<string, long> Skipped, IReadOnlyDictionary<string, long> DeadLetters, long Faces)
{
    public string Kind { get; } = "infer";
}

/// <summary>A recommender's counts at its end.</summary>
internal sealed record RecommenderAccount(long Consumed, long Recommendations, long Late)
{
    public string Kind { get; } = "recommend";
}

/// <summary>Counts by reason.</summary>
internal static class Reasons
{
    /// <summary>Only the reasons that occurred.</summary>
    public static Dictionary<string, long> Occurred(IReadOnlyDictionary<string, long> counts) =>
        counts.Where(c => c.Value > 0).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CameraAccount))]
[JsonSerializable(typeof(InferenceAccount))]
[JsonSerializable(typeof(RecommenderAccount))]
internal sealed partial class AccountJson : JsonSerializerContext;
