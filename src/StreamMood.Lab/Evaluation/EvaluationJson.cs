using System.Text.Json.Serialization;

namespace StreamMood.Lab.Evaluation;

/// <summary>Source-generated JSON of the reports: camel case, one line, nulls written so that every field is always there.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EmotionReport))]
[JsonSerializable(typeof(DetectorReport))]
[JsonSerializable(typeof(GeneratorReport))]
[JsonSerializable(typeof(SongReport))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
