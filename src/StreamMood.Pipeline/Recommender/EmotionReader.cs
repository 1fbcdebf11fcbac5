using System.Text.Json;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Mood.Windows;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>Reads emotion events, and says of an unreadable one what is wrong without quoting it.</summary>
internal static class EmotionReader
{
    /// <summary>Every reason there is, for metrics.</summary>
    public static IReadOnlyList<string> Reasons { get; } = ["headers", "json", "key", "camera", "frame-id", "time", "faces", "scores"];

    /// <summary>Reads a record; false with a reason out of <see cref="Reasons"/> and a line for people when it cannot be used.</summary>
    public static bool TryRead(
        in EmotionRecord record, out EmotionEvent? value, out ReadHeaders headers, out string reason, out string message)
    {
        value = null;
        reason = "headers";
        if (!ReadHeaders.TryRead(record.Headers, EventHeaders.EmotionType, out headers, out var problem))
        {
            message = problem!;
            return false;
        }

        reason = "json";
        try
        {
            value = EventJson.ReadEmotion(record.Value);
        }
        catch (JsonException e)
        {
            message = e.Path is null ? "the value is not an emotion event" : $"the value is not an emotion event, see {e.Path}";
            return false;
        }

        reason = EmotionEventCheck.Problem(value) ?? (value.Camera == record.Key ? "" : "key");
        message = reason switch
        {
            "key" => "the key is not the event's camera",
            "camera" => "camera is not a camera id",
            "frame-id" => "frame is not one of the camera's frame ids, camera/epoch/sequence",
            "time" => "capturedAt lies outside the years 2000 to 2199",
            "faces" => "a face is missing, or its confidence, quality, valence or arousal is out of range",
            "scores" => "the probabilities of a face do not add up to 1",
            _ => "",
        };
        return reason.Length == 0;
    }
}
