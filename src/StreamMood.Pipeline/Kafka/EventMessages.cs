using System.Text;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Builds each kind of message whole: key, value and CloudEvents headers in binary mode. Event time stands in <c>ce_time</c>; the
/// record timestamp is left to the client, because retention counts from it: with event time there, working through old frames
/// again, or a camera whose clock is wrong, would write events that the broker deletes at once. Nothing but that timestamp and the
/// span id of the trace depends on when or where a message is built.
/// </summary>
public static class EventMessages
{
    private const string InferenceSource = "/streammood/inference";
    private const string RecommenderSource = "/streammood/recommender";

    private static readonly byte[] SpecVersion = Ascii(EventHeaders.SpecVersionValue);
    private static readonly byte[] Jpeg = Ascii(EventHeaders.Jpeg);
    private static readonly byte[] Json = Ascii(EventHeaders.JsonMedia);
    private static readonly byte[] FrameType = Ascii(EventHeaders.FrameType);
    private static readonly byte[] EmotionType = Ascii(EventHeaders.EmotionType);
    private static readonly byte[] RecommendationType = Ascii(EventHeaders.RecommendationType);
    private static readonly byte[] DeadLetterType = Ascii(EventHeaders.DeadLetterType);

    /// <summary>A frame for <c>streammood.frames.v1</c>.</summary>
    /// <param name="id">Frame id; its camera is the key.</param>
    /// <param name="capturedAt">Capture time.</param>
    /// <param name="jpeg">The JPEG file, exactly; the client copies it.</param>
    /// <param name="traceParent">The trace it belongs to; a new one when null.</param>
    public static Message<string, byte[]> Frame(FrameId id, DateTimeOffset capturedAt, byte[] jpeg, string? traceParent = null) =>
        Message(
            id.Camera, jpeg, FrameType, Jpeg, id.ToString(), $"/streammood/camera/{id.Camera}", capturedAt,
            traceParent ?? TraceContext.Start());

    /// <summary>An emotion event for <c>streammood.emotions.v1</c>.</summary>
    /// <param name="value">The event; its frame id is the event id, its capture time the event time.</param>
    /// <param name="traceParent">The frame's trace, carried on.</param>
    public static Message<string, byte[]> Emotion(EmotionEvent value, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Message(
            value.Camera, EventJson.Write(value), EmotionType, Json, value.Frame, InferenceSource, value.CapturedAt,
            TraceContext.Continue(traceParent));
    }

    /// <summary>A recommendation for <c>streammood.recommendations.v1</c>.</summary>
    /// <param name="value">The event; its id follows from camera and window end, the window end is its time.</param>
    /// <param name="traceParent">The trace of the window's last emotion event, carried on.</param>
    public static Message<string, byte[]> Recommendation(RecommendationEvent value, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Message(
            value.Camera, EventJson.Write(value), RecommendationType, Json, RecommendationEvent.Id(value.Camera, value.WindowEnd),
            RecommenderSource, value.WindowEnd, TraceContext.Continue(traceParent));
    }

    /// <summary>A dead letter for <c>streammood.dead-letters.v1</c>: place and reason in value and headers, never the message itself.</summary>
    /// <param name="value">What failed and why.</param>
    /// <param name="key">The original's key; null when it had none.</param>
    /// <param name="at">Event time: when the original was made, as far as known.</param>
    /// <param name="traceParent">The original's trace, carried on.</param>
    public static Message<string, byte[]> DeadLetter(DeadLetter value, string? key, DateTimeOffset at, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(value);
        var place = FormattableString.Invariant($"{value.Topic}/{value.Partition}/{value.Offset}");
        var message = Message(
            key!, EventJson.Write(value), DeadLetterType, Json, place, value.Topic == TopicNames.Emotions ? RecommenderSource : InferenceSource, at, TraceContext.Continue(traceParent));
        message.Headers.Add(EventHeaders.ErrorTopic, Utf8(value.Topic));
        message.Headers.Add(EventHeaders.ErrorPartition, Utf8(FormattableString.Invariant($"{value.Partition}")));
        message.Headers.Add(EventHeaders.ErrorOffset, Utf8(FormattableString.Invariant($"{value.Offset}")));
        message.Headers.Add(EventHeaders.ErrorStage, Utf8(value.Stage));
        message.Headers.Add(EventHeaders.ErrorClass, Utf8(value.Reason));
        message.Headers.Add(EventHeaders.ErrorMessage, Utf8(value.Message));
        return message;
    }

    private static Message<string, byte[]> Message(
        string key, byte[] value, byte[] type, byte[] contentType, string id, string source, DateTimeOffset time, string traceParent) =>
        new()
        {
            Key = key,
            Value = value,
            Headers = new Headers
            {
                { EventHeaders.SpecVersion, SpecVersion },
                { EventHeaders.Id, Utf8(id) },
                { EventHeaders.Source, Utf8(source) },
                { EventHeaders.Type, type },
                { EventHeaders.Time, Utf8(EventHeaders.FormatTime(time)) },
                { EventHeaders.ContentType, contentType },
                { EventHeaders.TraceParent, Utf8(traceParent) },
            },
        };

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
