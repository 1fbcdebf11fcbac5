using System.Globalization;

namespace StreamMood.Contracts.Events;

/// <summary>Kafka header names and values: CloudEvents 1.0 in binary mode, W3C trace context, and Kafka Connect's error headers.</summary>
public static class EventHeaders
{
    /// <summary>CloudEvents version; value <see cref="SpecVersionValue"/>.</summary>
    public const string SpecVersion = "ce_specversion";

    /// <summary>Deterministic event id.</summary>
    public const string Id = "ce_id";

    /// <summary>Who made the event, a URI reference.</summary>
    public const string Source = "ce_source";

    /// <summary>One of the <c>*Type</c> constants.</summary>
    public const string Type = "ce_type";

    /// <summary>Event time, RFC 3339 in UTC; for frames the capture time.</summary>
    public const string Time = "ce_time";

    /// <summary>Media type of the value.</summary>
    public const string ContentType = "content-type";

    /// <summary>W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>
    /// On what basis the people in a frame may be looked at, one of <see cref="ConsentBases.All"/>; a CloudEvents extension attribute. A
    /// frame without it is not looked at. An emotion event carries its frame's on.
    /// </summary>
    public const string ConsentBasis = "ce_consentbasis";

    /// <summary>The CloudEvents version in use.</summary>
    public const string SpecVersionValue = "1.0";

    /// <summary><see cref="Type"/> of a frame.</summary>
    public const string FrameType = "streammood.frame.v1";

    /// <summary><see cref="Type"/> of an emotion event.</summary>
    public const string EmotionType = "streammood.emotion.v1";

    /// <summary><see cref="Type"/> of a camera's report.</summary>
    public const string CameraType = "streammood.camera.v1";

    /// <summary><see cref="Type"/> of a recommendation.</summary>
    public const string RecommendationType = "streammood.recommendation.v1";

    /// <summary><see cref="Type"/> of a dead letter.</summary>
    public const string DeadLetterType = "streammood.dead-letter.v1";

    /// <summary><see cref="Type"/> of an operator's decisions.</summary>
    public const string ControlType = "streammood.control.v1";

    /// <summary>Media type of a frame.</summary>
    public const string Jpeg = "image/jpeg";

    /// <summary>Media type of every other event.</summary>
    public const string JsonMedia = "application/json";

    /// <summary>Topic a dead letter came from.</summary>
    public const string ErrorTopic = "__connect.errors.topic";

    /// <summary>Partition a dead letter came from.</summary>
    public const string ErrorPartition = "__connect.errors.partition";

    /// <summary>Offset a dead letter came from.</summary>
    public const string ErrorOffset = "__connect.errors.offset";

    /// <summary>Stage that gave up.</summary>
    public const string ErrorStage = "__connect.errors.stage";

    /// <summary>Class of the failure.</summary>
    public const string ErrorClass = "__connect.errors.exception.class.name";

    /// <summary>One line about the failure.</summary>
    public const string ErrorMessage = "__connect.errors.exception.message";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <summary>Writes a <see cref="Time"/> value.</summary>
    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Writes a <see cref="Time"/> value as UTF-8; false when there is no room.</summary>
    public static bool TryFormatTime(DateTimeOffset time, Span<byte> utf8, out int length) =>
        time.UtcDateTime.TryFormat(utf8, out length, TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads a <see cref="Time"/> value, any RFC 3339 offset.</summary>
    public static bool TryParseTime(ReadOnlySpan<char> text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
