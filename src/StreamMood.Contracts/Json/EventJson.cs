using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Contracts.Events;

namespace StreamMood.Contracts.Json;

/// <summary>Source-generated JSON for every event: camel case, UTC times, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmotionEvent))]
[JsonSerializable(typeof(RecommendationEvent))]
[JsonSerializable(typeof(DeadLetter))]
[JsonSerializable(typeof(CameraReport))]
[JsonSerializable(typeof(ControlRecord))]
public sealed partial class EventJson : JsonSerializerContext
{
    /// <summary>Writes an event as UTF-8.</summary>
    public static byte[] Write(EmotionEvent value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.EmotionEvent);

    /// <summary>Writes an event as UTF-8.</summary>
    public static byte[] Write(RecommendationEvent value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.RecommendationEvent);

    /// <summary>Writes an event as UTF-8.</summary>
    public static byte[] Write(DeadLetter value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.DeadLetter);

    /// <summary>Writes an event as UTF-8.</summary>
    public static byte[] Write(CameraReport value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.CameraReport);

    /// <summary>Reads a camera's report.</summary>
    /// <exception cref="JsonException">When the bytes are not such an event; the message names the path.</exception>
    public static CameraReport ReadCamera(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, Default.CameraReport)?.Checked() ?? throw new JsonException("the event is null");

    /// <summary>Reads an emotion event.</summary>
    /// <exception cref="JsonException">When the bytes are not such an event; the message names the path.</exception>
    public static EmotionEvent ReadEmotion(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, Default.EmotionEvent)?.Checked() ?? throw new JsonException("the event is null");

    /// <summary>Reads a recommendation.</summary>
    /// <exception cref="JsonException">When the bytes are not such an event; the message names the path.</exception>
    public static RecommendationEvent ReadRecommendation(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, Default.RecommendationEvent)?.Checked() ?? throw new JsonException("the event is null");

    /// <summary>Reads a dead letter.</summary>
    /// <exception cref="JsonException">When the bytes are not such an event; the message names the path.</exception>
    public static DeadLetter ReadDeadLetter(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, Default.DeadLetter)?.Checked() ?? throw new JsonException("the event is null");

    /// <summary>Writes a control record as UTF-8.</summary>
    public static byte[] Write(ControlRecord value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.ControlRecord);

    /// <summary>Reads a control record.</summary>
    /// <exception cref="JsonException">When the bytes are not such a record; the message names the path.</exception>
    public static ControlRecord ReadControl(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, Default.ControlRecord)?.Checked() ?? throw new JsonException("the record is null");
}
