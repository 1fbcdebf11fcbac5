using System.Buffers.Text;
using System.Diagnostics;
using StreamMood.Pipeline.Telemetry.Tracing;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// The W3C <c>traceparent</c> of events: one trace from frame to recommendation, one span an event. Written as the header's bytes at
/// once, because every frame has one.
/// </summary>
internal static class TraceContext
{
    // 00-{32 digits of the trace}-{16 of the span}-{2 of the flags}
    private const int Length = 55, Trace = 3, TraceLength = 32, Span = 36, SpanLength = 16, Flags = 53;

    /// <summary>The current span; a new trace that nobody records when there is none.</summary>
    public static byte[] Start()
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            return StreamMoodTraces.Header(activity);
        var header = New(recorded: false);
        WriteRandom(header.AsSpan(Trace, TraceLength));
        return header;
    }

    /// <summary>A new span in the trace of <paramref name="parent"/>; a new trace when that is missing or malformed.</summary>
    public static byte[] Continue(string? parent)
    {
        if (parent is not { Length: Length } || !IsWellFormed(parent))
            return Start();
        var header = New(IsRecorded(parent[Flags + 1]));
        for (var i = 0; i < TraceLength; i++)
            header[Trace + i] = (byte)parent[Trace + i];
        WriteCurrent(header);
        return header;
    }

    /// <summary>Gives a header's trace a new span, in place. False when it is malformed.</summary>
    public static bool TryContinue(Span<byte> header)
    {
        Span<char> text = stackalloc char[Length];
        if (header.Length != Length || System.Text.Encoding.ASCII.GetChars(header, text) != Length || !IsWellFormed(text))
            return false;
        WriteRandom(header.Slice(Span, SpanLength));
        WriteCurrent(header);
        header[Flags] = (byte)'0';
        header[Flags + 1] = (byte)(IsRecorded((char)header[Flags + 1]) ? '1' : '0');
        return true;
    }

    // Where the trace is recorded, what follows is a child of the span that is, not of one nobody has heard of.
    private static void WriteCurrent(Span<byte> header)
    {
        if (Activity.Current is { Recorded: true } span)
            System.Text.Encoding.ASCII.GetBytes(span.SpanId.ToHexString(), header.Slice(Span, SpanLength));
    }

    private static byte[] New(bool recorded)
    {
        var header = new byte[Length];
        "00-"u8.CopyTo(header);
        header[Span - 1] = header[Flags - 1] = (byte)'-';
        WriteRandom(header.AsSpan(Span, SpanLength));
        header[Flags] = (byte)'0';
        header[Flags + 1] = (byte)(recorded ? '1' : '0');
        return header;
    }

    private static bool IsRecorded(char flags) => ((flags <= '9' ? flags - '0' : flags - 'a' + 10) & 1) != 0;

    // Random ids, never all zero.
    private static void WriteRandom(Span<byte> hex)
    {
        for (var at = 0; at < hex.Length; at += 16)
            Utf8Formatter.TryFormat(Random.Shared.NextInt64(1, long.MaxValue), hex[at..], out _, new System.Buffers.StandardFormat('x', 16));
    }

    private static bool IsWellFormed(ReadOnlySpan<char> parent)
    {
        if (!parent.StartsWith("00-") || parent[Span - 1] != '-' || parent[Flags - 1] != '-')
            return false;
        var digits = false;
        for (var i = Trace; i < parent.Length; i++)
        {
            if (i is Span - 1 or Flags - 1)
                continue;
            if (!char.IsAsciiHexDigitLower(parent[i]))
                return false;
            digits |= i < Span - 1 && parent[i] != '0';
        }

        return digits;
    }
}
