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
    private const string ControlSource = "/streammood/control";

    // Headers that are the same in every message of a kind are made once.
    private static readonly Header SpecVersion = new(EventHeaders.SpecVersion, Ascii(EventHeaders.SpecVersionValue));
    private static readonly Header Jpeg = new(EventHeaders.ContentType, Ascii(EventHeaders.Jpeg));
    private static readonly Header Json = new(EventHeaders.ContentType, Ascii(EventHeaders.JsonMedia));
    private static readonly Header FrameType = new(EventHeaders.Type, Ascii(EventHeaders.FrameType));
    private static readonly Header CameraType = new(EventHeaders.Type, Ascii(EventHeaders.CameraType));
    private static readonly Header EmotionType = new(EventHeaders.Type, Ascii(EventHeaders.EmotionType));
    private static readonly Header RecommendationType = new(EventHeaders.Type, Ascii(EventHeaders.RecommendationType));
    private static readonly Header ControlType = new(EventHeaders.Type, Ascii(EventHeaders.ControlType));
    private static readonly Header DeadLetterType = new(EventHeaders.Type, Ascii(EventHeaders.DeadLetterType));
    private static readonly Header Inference = new(EventHeaders.Source, Ascii(InferenceSource));
    private static readonly Header Recommender = new(EventHeaders.Source, Ascii(RecommenderSource));
    private static readonly Header Synthetic = new(EventHeaders.ConsentBasis, Ascii(ConsentBases.Synthetic));
    private static readonly Header Sink = new(EventHeaders.Source, Ascii("/streammood/sink"));
    private static readonly Header Operators = new(EventHeaders.Source, Ascii(ControlSource));

    /// <summary>A frame for <c>streammood.frames.v1</c>.</summary>
    /// <param name="id">Frame id; its camera is the key.</param>
    /// <param name="capturedAt">Capture time.</param>
    /// <param name="jpeg">The JPEG file, exactly; the client copies it.</param>
    /// <param name="consent">On what basis its people may be looked at, see <see cref="ConsentBases"/>; workers leave a frame without one alone.</param>
    /// <param name="traceParent">The trace it belongs to; a new one when null.</param>
    public static Message<string, byte[]> Frame(FrameId id, DateTimeOffset capturedAt, byte[] jpeg, string? consent, string? traceParent = null)
    {
        var message = Message(
            id.Camera, jpeg, FrameType, Jpeg, id.ToString(), new Header(EventHeaders.Source, Utf8($"/streammood/camera/{id.Camera}")),
            capturedAt, traceParent is null ? TraceContext.Start() : Utf8(traceParent));
        if (consent is not null)
            message.Headers.Add(consent == ConsentBases.Synthetic ? Synthetic : new Header(EventHeaders.ConsentBasis, Ascii(consent)));
        return message;
    }

    /// <summary>A report for <c>streammood.cameras.v1</c>.</summary>
    /// <param name="value">The report; its camera is the key, its time the event time.</param>
    public static Message<string, byte[]> Camera(CameraReport value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Message(
            value.Camera, EventJson.Write(value), CameraType, Json, $"{value.Camera}/{EventHeaders.FormatTime(value.At)}",
            new Header(EventHeaders.Source, Utf8($"/streammood/camera/{value.Camera}")), value.At, TraceContext.Start());
    }

    /// <summary>An emotion event for <c>streammood.emotions.v1</c>.</summary>
    /// <param name="value">The event; its frame id is the event id, its capture time the event time.</param>
    /// <param name="traceParent">The frame's trace, carried on.</param>
    public static Message<string, byte[]> Emotion(EmotionEvent value, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Message(
            value.Camera, EventJson.Write(value), EmotionType, Json, value.Frame, Inference, value.CapturedAt,
            TraceContext.Continue(traceParent));
    }

    /// <summary>
    /// The same for a frame just read: id, time, consent and trace are the frame's own headers, the trace with a new span. The frame's
    /// message must not be used afterwards.
    /// </summary>
    internal static Message<string, byte[]> Emotion(EmotionEvent value, in ReadHeaders frame)
    {
        var trace = frame.TraceHeader is { } header && TraceContext.TryContinue(header.GetValueBytes())
            ? header
            : new Header(EventHeaders.TraceParent, TraceContext.Start());
        var message = Message(value.Camera, EventJson.Write(value), EmotionType, Json, frame.IdHeader!, Inference, Time(frame), trace);
        if (frame.ConsentHeader is { } consent)
            message.Headers.Add(consent);
        return message;
    }

    /// <summary>A recommendation for <c>streammood.recommendations.v1</c>.</summary>
    /// <param name="value">The event; its id follows from camera and window end, the window end is its time.</param>
    /// <param name="traceParent">The trace of the window's last emotion event, carried on.</param>
    public static Message<string, byte[]> Recommendation(RecommendationEvent value, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Message(
            value.Camera, EventJson.Write(value), RecommendationType, Json, RecommendationEvent.Id(value),
            Recommender, value.WindowEnd, TraceContext.Continue(traceParent));
    }

    /// <summary>An operator's decisions for <c>streammood.control.v1</c>.</summary>
    /// <param name="value">All decisions for a camera or zone.</param>
    /// <param name="at">When the last one was made.</param>
    public static Message<string, byte[]> Control(ControlRecord value, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(value);
        var key = ControlRecord.Key(value.Zone ?? value.Camera ?? "", value.Zone is not null);
        return Message(
            key, EventJson.Write(value), ControlType, Json, FormattableString.Invariant($"{key}/{at.ToUnixTimeMilliseconds()}"), Operators, at,
            TraceContext.Start());
    }

    /// <summary>An emotion event for <c>streammood.recommender-zones.v1</c>, as it was read.</summary>
    /// <param name="zone">The zone of its camera, the key.</param>
    /// <param name="value">The event's JSON.</param>
    /// <param name="traceParent">Its trace.</param>
    internal static Message<string, byte[]> Forward(string zone, ReadOnlySpan<byte> value, string? traceParent)
    {
        var headers = new Headers { EmotionType };
        if (traceParent is not null)
            headers.Add(EventHeaders.TraceParent, Ascii(traceParent));
        return new Message<string, byte[]> { Key = zone, Value = value.ToArray(), Headers = headers };
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
            key!, EventJson.Write(value), DeadLetterType, Json, place, SourceOf(value), at, TraceContext.Continue(traceParent));
        message.Headers.Add(EventHeaders.ErrorTopic, Utf8(value.Topic));
        message.Headers.Add(EventHeaders.ErrorPartition, Utf8(FormattableString.Invariant($"{value.Partition}")));
        message.Headers.Add(EventHeaders.ErrorOffset, Utf8(FormattableString.Invariant($"{value.Offset}")));
        message.Headers.Add(EventHeaders.ErrorStage, Utf8(value.Stage));
        message.Headers.Add(EventHeaders.ErrorClass, Utf8(value.Reason));
        message.Headers.Add(EventHeaders.ErrorMessage, Utf8(value.Message));
        return message;
    }

    private static Message<string, byte[]> Message(
        string key, byte[] value, Header type, Header contentType, string id, Header source, DateTimeOffset time, byte[] traceParent) =>
        Message(
            key, value, type, contentType, new Header(EventHeaders.Id, Utf8(id)), source, new Header(EventHeaders.Time, Time(time)),
            new Header(EventHeaders.TraceParent, traceParent));

    private static Message<string, byte[]> Message(
        string key, byte[] value, Header type, Header contentType, Header id, Header source, Header time, Header traceParent) =>
        new()
        {
            Key = key,
            Value = value,
            Headers = new Headers { SpecVersion, id, source, type, time, contentType, traceParent },
        };

    // As it came when that is how we would write it.
    private static Header Time(in ReadHeaders frame)
    {
        Span<byte> text = stackalloc byte[32];
        return EventHeaders.TryFormatTime(frame.Time, text, out var length) && text[..length].SequenceEqual(frame.TimeHeader!.GetValueBytes())
            ? frame.TimeHeader
            : new Header(EventHeaders.Time, Time(frame.Time));
    }

    private static byte[] Time(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        return EventHeaders.TryFormatTime(time, text, out var length) ? text[..length].ToArray() : Utf8(EventHeaders.FormatTime(time));
    }

    private static Header SourceOf(DeadLetter value) => value.Topic switch
    {
        TopicNames.Recommendations => Sink,
        TopicNames.Emotions => Recommender,
        _ => Inference,
    };

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
