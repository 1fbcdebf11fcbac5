using System.Text.Json;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;

namespace StreamMood.Contracts.Reading;

/// <summary>
/// Turns a consumed message into an event, or says why it is none. Knows no Kafka client: hand it topic, key, headers and value as
/// your client has them. Allocates the event and its id; nothing is thrown for what a message holds. Thread-safe.
/// </summary>
public static class EventReader
{
    /// <summary>Reads one message.</summary>
    /// <param name="topic">The topic it came from.</param>
    /// <param name="key">Its key; empty when it has none.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="value">Its value; empty when it has none.</param>
    public static EventReading Read<THeaders>(string topic, ReadOnlySpan<byte> key, THeaders headers, ReadOnlySpan<byte> value)
        where THeaders : IMessageHeaders, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(topic);
        var home = EventType.OfTopic(topic);
        if (value.IsEmpty && home is { Compacted: true })
            return EventReading.Not(ReadProblem.Tombstone, "the record of this key was deleted");
        if (!headers.TryGetLast(EventHeaders.SpecVersion, out var version) || version.IsEmpty)
            return Missing(EventHeaders.SpecVersion);
        if (!HeaderText.Is(version, EventHeaders.SpecVersionValue))
            return Bad($"header {EventHeaders.SpecVersion} is not {EventHeaders.SpecVersionValue}");
        if (!headers.TryGetLast(EventHeaders.Type, out var type) || type.IsEmpty)
            return Missing(EventHeaders.Type);
        if (Kind(type, out var problem) is not { } kind)
            return problem;
        if (home is not null && home != kind)
            return EventReading.Not(ReadProblem.WrongTopic, $"a {kind.Type} does not belong into {home.Topic}");
        if (!headers.TryGetLast(EventHeaders.Id, out var id) || id.IsEmpty)
            return Missing(EventHeaders.Id);
        if (!headers.TryGetLast(EventHeaders.Time, out var when) || when.IsEmpty)
            return Missing(EventHeaders.Time);
        if (HeaderText.Time(when) is not { } time)
            return Bad($"header {EventHeaders.Time} is not a time");
        if (headers.TryGetLast(EventHeaders.ContentType, out var media) && !HeaderText.Is(media, kind.Media))
            return Bad($"header {EventHeaders.ContentType} is not {kind.Media}");
        return kind.Type == EventHeaders.FrameType ? Frame(key, id, time, value) : Json(kind, key, id, time, value);
    }

    private static EventType? Kind(ReadOnlySpan<byte> type, out EventReading problem)
    {
        problem = default;
        foreach (var kind in EventType.All)
            if (HeaderText.Is(type, kind.Type))
                return kind;
        foreach (var kind in EventType.All)
            if (kind.IsOtherVersion(type))
            {
                problem = EventReading.Not(ReadProblem.UnknownVersion, $"header {EventHeaders.Type} is another version than {kind.Type}, which this program knows");
                return null;
            }

        problem = EventReading.Not(ReadProblem.UnknownType, $"header {EventHeaders.Type} is no type of StreamMood");
        return null;
    }

    private static EventReading Frame(ReadOnlySpan<byte> key, ReadOnlySpan<byte> id, DateTimeOffset time, ReadOnlySpan<byte> value)
    {
        if (!HeaderText.TryFrame(id, null, out var frame))
            return Bad($"header {EventHeaders.Id} is not camera/epoch/sequence");
        if (!HeaderText.Is(key, frame.Camera) && HeaderText.Text(key) != frame.Camera)
            return EventReading.Not(ReadProblem.WrongKey, $"the key is not the camera of header {EventHeaders.Id}");
        return value.IsEmpty
            ? EventReading.Not(ReadProblem.Tombstone, "the frame has no picture")
            : EventReading.Of(new FrameEvent(frame, time), frame.ToString(), time);
    }

    private static EventReading Json(EventType kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> id, DateTimeOffset time, ReadOnlySpan<byte> value)
    {
        object read;
        try
        {
            read = kind.Type switch
            {
                EventHeaders.EmotionType => EventJson.ReadEmotion(value),
                EventHeaders.RecommendationType => EventJson.ReadRecommendation(value),
                EventHeaders.DeadLetterType => EventJson.ReadDeadLetter(value),
                EventHeaders.CameraType => EventJson.ReadCamera(value),
                _ => EventJson.ReadControl(value),
            };
        }
        catch (JsonException e)
        {
            return EventReading.Not(ReadProblem.BadJson, $"the value is not a {kind.Type}: see {KnownPath.Of(e)}");
        }

        if (EventRules.Check(read) is { } broken)
            return broken;
        var wanted = EventRules.IdOf(read);
        var text = wanted is not null && Utf8Is(id, wanted) ? wanted : HeaderText.Text(id);
        if (text is null)
            return Bad($"header {EventHeaders.Id} is no text or longer than {HeaderText.MaxBytes} bytes");
        if (wanted is not null && !ReferenceEquals(text, wanted))
            return EventReading.Not(ReadProblem.WrongId, $"header {EventHeaders.Id} is not the id that follows from the event");
        return EventRules.KeyOf(read) is { } owner && !Utf8Is(key, owner)
            ? EventReading.Not(ReadProblem.WrongKey, "the key is not the event's")
            : EventReading.Of(read, text, time);
    }

    private static bool Utf8Is(ReadOnlySpan<byte> utf8, string text)
    {
        Span<byte> bytes = stackalloc byte[HeaderText.MaxBytes];
        return System.Text.Encoding.UTF8.TryGetBytes(text, bytes, out var length) && utf8.SequenceEqual(bytes[..length]);
    }

    private static EventReading Missing(string header) => EventReading.Not(ReadProblem.MissingHeader, $"header {header} is missing or empty");

    private static EventReading Bad(string detail) => EventReading.Not(ReadProblem.BadHeader, detail);
}
