using System.Text;
using StreamMood.Contracts.Events;
using StreamMood.Mood;
using StreamMood.Mood.Windows;

namespace StreamMood.Pipeline.Recommender;

/// <summary>Reads emotion events, and says of an unreadable one what is wrong without quoting it. For one thread.</summary>
internal sealed class EmotionReader
{
    private static readonly byte[] Type = Encoding.ASCII.GetBytes(EventHeaders.EmotionType);

    private readonly EmotionSampleReader _reader = new();

    /// <summary>Every reason there is, for metrics.</summary>
    public static IReadOnlyList<string> Reasons { get; } = ["headers", "json", "key", "camera", "frame-id", "time", "faces", "scores"];

    /// <summary>The event read last.</summary>
    public EmotionSample Sample => _reader.Sample;

    /// <summary>The text of a key.</summary>
    public string Name(ReadOnlySpan<byte> key) => _reader.Name(key);

    /// <summary>Reads a record into <see cref="Sample"/>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="zone">Whether the key is a zone, not the camera.</param>
    /// <returns>Null, or a reason out of <see cref="Reasons"/> when it cannot be used.</returns>
    public string? Problem(in EmotionRecord record, bool zone)
    {
        // The type carries the version: one that this program does not know is not guessed at.
        if (!record.Header(EventHeaders.Type).SequenceEqual(Type))
            return "headers";
        if (!_reader.TryRead(record.Value))
            return "json";
        return EmotionEventCheck.Problem(Sample) ?? (zone || Ascii.Equals(record.Key, Sample.Camera) ? null : "key");
    }

    /// <summary>A line for people about a reason.</summary>
    public static string Message(string reason) => reason switch
    {
        "headers" => $"header {EventHeaders.Type} is missing or not {EventHeaders.EmotionType}",
        "json" => "the value is not an emotion event",
        "key" => "the key is not the event's camera",
        "camera" => "camera is not a camera id",
        "frame-id" => "frame is not one of the camera's frame ids, camera/epoch/sequence",
        "time" => "capturedAt lies outside the years 2000 to 2199",
        "faces" => "a face is missing, or its confidence, quality, sharpness, valence or arousal is out of range",
        _ => "the probabilities of a face do not add up to 1",
    };
}
