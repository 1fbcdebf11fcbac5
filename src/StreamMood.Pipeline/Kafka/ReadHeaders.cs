using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Reading;

namespace StreamMood.Pipeline.Kafka;

/// <summary>What the headers of a message say about its event: read once, checked, with a reason when they do not hold.</summary>
/// <param name="Id"><c>ce_id</c>.</param>
/// <param name="Time"><c>ce_time</c>, UTC.</param>
/// <param name="TraceParent"><c>traceparent</c>; null when missing.</param>
public readonly record struct ReadHeaders(string Id, DateTimeOffset Time, string? TraceParent)
{
    /// <summary>The header <c>ce_id</c> as it came; what follows from a message may carry it on.</summary>
    internal Header? IdHeader { get; private init; }

    /// <summary>The header <c>ce_time</c> as it came.</summary>
    internal Header? TimeHeader { get; private init; }

    /// <summary>The header <c>traceparent</c> as it came; null when missing.</summary>
    internal Header? TraceHeader { get; private init; }

    /// <summary>Whether a basis of consent is named that is known, see <see cref="ConsentBases"/>.</summary>
    public bool HasConsent => ConsentHeader is { } header && ConsentBases.IsKnown(header.GetValueBytes());

    /// <summary>The header <c>ce_consentbasis</c> as it came; null when missing.</summary>
    internal Header? ConsentHeader { get; private init; }

    /// <summary>Whether an operator published it again, see <see cref="TopicWriter.Origin"/>: its time says nothing about who reads it.</summary>
    internal bool IsReplay { get; private init; }

    private const string BadId = $"header {EventHeaders.Id} is missing, empty or too long";

    /// <summary>Reads the headers of a message that should be of <paramref name="type"/>.</summary>
    /// <param name="headers">The message's headers; may be null.</param>
    /// <param name="type">The <c>ce_type</c> wanted, one of the constants of <see cref="EventHeaders"/>.</param>
    /// <param name="read">What they say.</param>
    /// <param name="problem">One line about the first header that is missing or wrong; quotes nothing from the message.</param>
    public static bool TryRead(Headers? headers, string type, out ReadHeaders read, out string? problem)
    {
        if (!TryReadRaw(headers, type, out read, out problem))
            return false;
        if (HeaderText.Text(read.IdHeader!.GetValueBytes()) is { Length: > 0 } text)
            read = read with { Id = text, TraceParent = HeaderText.Text(read.TraceHeader?.GetValueBytes()) };
        else
            problem = BadId;
        return problem is null;
    }

    // Id and trace stay as they came: those of a frame are no strings of their own.
    private static bool TryReadRaw(Headers? headers, string type, out ReadHeaders read, out string? problem)
    {
        read = default;
        Header? id = null, trace = null, when = null, consent = null;
        DateTimeOffset? time = null;
        bool hasVersion = false, hasType = false, isReplay = false;
        problem = null;
        for (var i = 0; i < (headers?.Count ?? 0); i++)
        {
            if (headers![i] is not Header header)
                continue;
            ReadOnlySpan<byte> value = header.GetValueBytes();
            switch (header.Key)
            {
                case EventHeaders.SpecVersion:
                    hasVersion = HeaderText.Is(value, EventHeaders.SpecVersionValue);
                    break;
                case EventHeaders.Type:
                    hasType = HeaderText.Is(value, type);
                    break;
                case EventHeaders.Id:
                    id = value.IsEmpty ? null : header;
                    break;
                case EventHeaders.Time:
                    (time, when) = (HeaderText.Time(value), header);
                    break;
                case EventHeaders.TraceParent:
                    trace = header;
                    break;
                case EventHeaders.ConsentBasis:
                    consent = header;
                    break;
                case TopicWriter.Origin:
                    isReplay = true;
                    break;
            }
        }

        problem = !hasVersion ? $"header {EventHeaders.SpecVersion} is missing or not {EventHeaders.SpecVersionValue}"
            : !hasType ? $"header {EventHeaders.Type} is missing or not {type}"
            : id is null ? BadId
            : time is null ? $"header {EventHeaders.Time} is missing or not a time"
            : null;
        if (problem is not null)
            return false;
        read = new ReadHeaders("", time!.Value, null) { IdHeader = id, TimeHeader = when, TraceHeader = trace, ConsentHeader = consent, IsReplay = isReplay };
        return true;
    }

    /// <summary>Reads the headers of a frame; its id must be well formed and belong to the message's key.</summary>
    /// <param name="headers">The message's headers; may be null.</param>
    /// <param name="key">The message's key.</param>
    /// <param name="read">What they say; <see cref="Id"/> is left empty, as it is <paramref name="frame"/>.</param>
    /// <param name="frame">The frame's id.</param>
    /// <param name="problem">One line about what is missing or wrong.</param>
    public static bool TryReadFrame(Headers? headers, string? key, out ReadHeaders read, out FrameId frame, out string? problem)
    {
        if (!TryReadRawFrame(headers, key, out read, out frame, out problem))
            return false;
        read = read with { TraceParent = HeaderText.Text(read.TraceHeader?.GetValueBytes()) };
        return true;
    }

    /// <summary>The same without any string: of the trace there is only <see cref="TraceHeader"/>.</summary>
    internal static bool TryReadRawFrame(Headers? headers, string? key, out ReadHeaders read, out FrameId frame, out string? problem)
    {
        frame = default;
        if (!TryReadRaw(headers, EventHeaders.FrameType, out read, out problem))
            return false;
        var id = read.IdHeader!.GetValueBytes();
        if (!HeaderText.TryFrame(id, key, out frame))
            problem = $"header {EventHeaders.Id} is not camera/epoch/sequence";
        else if (!string.Equals(frame.Camera, key, StringComparison.Ordinal))
            problem = $"the key is not the camera of header {EventHeaders.Id}";
        return problem is null;
    }

    /// <summary>The trace as text, of headers read raw.</summary>
    internal string? Trace() => TraceParent ?? HeaderText.Text(TraceHeader?.GetValueBytes());
}
