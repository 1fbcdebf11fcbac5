using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;

namespace StreamMood.Contracts.Reading;

/// <summary>The kinds of event that are public, each with its type, topic and media type; what schemas and the AsyncAPI document list.</summary>
/// <param name="Type">Its <c>ce_type</c>.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Media">Its <c>content-type</c>.</param>
/// <param name="Compacted">Whether its topic keeps only the newest of each key, and a message without a value deletes one.</param>
public sealed record EventType(string Type, string Topic, string Media, bool Compacted)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<EventType> All { get; } =
    [
        new(EventHeaders.RecommendationType, TopicNames.Recommendations, EventHeaders.JsonMedia, false),
        new(EventHeaders.EmotionType, TopicNames.Emotions, EventHeaders.JsonMedia, false),
        new(EventHeaders.FrameType, TopicNames.Frames, EventHeaders.Jpeg, false),
        new(EventHeaders.CameraType, TopicNames.Cameras, EventHeaders.JsonMedia, true),
        new(EventHeaders.ControlType, TopicNames.Control, EventHeaders.JsonMedia, true),
        new(EventHeaders.DeadLetterType, TopicNames.DeadLetters, EventHeaders.JsonMedia, false),
    ];

    /// <summary>The kind that lives in a topic; null for a topic that is none of these. A mirror's prefix, as in <c>eu.streammood.frames.v1</c>, counts as the topic.</summary>
    public static EventType? OfTopic(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        foreach (var type in All)
            if (topic.EndsWith(type.Topic, StringComparison.Ordinal) && (topic.Length == type.Topic.Length || topic[^(type.Topic.Length + 1)] == '.'))
                return type;
        return null;
    }

    // Whether a ce_type is this kind in another version: streammood.emotion.v2.
    internal bool IsOtherVersion(ReadOnlySpan<byte> type)
    {
        var name = Type.AsSpan(0, Type.LastIndexOf('v') + 1);
        return type.Length > name.Length && HeaderText.Is(type[..name.Length], name.ToString()) && type[name.Length..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }
}
