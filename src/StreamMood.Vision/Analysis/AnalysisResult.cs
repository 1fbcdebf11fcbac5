using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Contracts.Events;

namespace StreamMood.Vision.Analysis;

/// <summary>One line of <c>analyze --json</c>: a picture or frame with its faces, or a source with its error.</summary>
public sealed record AnalysisResult
{
    /// <summary>The file as it was named, inside a folder with the folder's name before it.</summary>
    public required string Source { get; init; }

    /// <summary>Number of the frame in its source, from 0; absent beside an error.</summary>
    public int? Frame { get; init; }

    /// <summary>Milliseconds since the source's first frame; 0 for a picture.</summary>
    public double? TimeMs { get; init; }

    /// <summary>Width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>The faces, best score first.</summary>
    public IReadOnlyList<AnalyzedFace>? Faces { get; init; }

    /// <summary>Why nothing was read, in one line; absent otherwise.</summary>
    public string? Error { get; init; }

    /// <summary>The result as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, AnalysisJson.Default.AnalysisResult);
}

/// <summary>One face, in pixels of the source.</summary>
/// <param name="Box">Bounding box; in JSON <c>[x, y, width, height]</c>.</param>
/// <param name="Score">Detector score, 0 to 1.</param>
/// <param name="Landmarks">Five points; in JSON five <c>[x, y]</c>.</param>
/// <param name="Track">Number of the face within its source.</param>
/// <param name="Emotions">Probability of each expression.</param>
/// <param name="Label">The most probable expression.</param>
/// <param name="Valence">−1 to 1.</param>
/// <param name="Arousal">−1 to 1.</param>
public sealed record AnalyzedFace(
    Box Box, float Score, Landmarks Landmarks, int Track, EmotionScores Emotions, string Label, float Valence, float Arousal)
{
    internal static AnalyzedFace From(FaceObservation face) => new(
        face.Box, face.Score, face.Landmarks, face.Track, face.Emotions, face.Label, face.Valence, face.Arousal);
}

/// <summary>Source-generated JSON of <see cref="AnalysisResult"/>: camel case, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AnalysisResult))]
internal sealed partial class AnalysisJson : JsonSerializerContext;
