using System.Diagnostics;
using System.Text;

namespace StreamMood.Pipeline.Telemetry.Tracing;

/// <summary>
/// Spans of frames on their way, from capture to recommendation. Whether a frame is traced is decided once, at its capture, and
/// travels in the flags of its <c>traceparent</c>; a frame that is not costs a look at one byte.
/// </summary>
internal static class StreamMoodTraces
{
    /// <summary>Name of the source.</summary>
    public const string Name = "StreamMood";

    private const int Length = 55, Flags = 53;

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Whether anybody collects spans in this process.</summary>
    public static bool AreWanted => Source.HasListeners();

    /// <summary>The span of a frame's capture, current until it is stopped; the sampler decides here whether the frame is traced.</summary>
    public static Activity? Capture(DateTimeOffset capturedAt) =>
        AreWanted ? Source.StartActivity("capture", ActivityKind.Producer, default(ActivityContext), startTime: capturedAt) : null;

    /// <summary>A span in the trace that a header tells of, current until it is stopped; null when that is not traced here.</summary>
    public static Activity? Continue(string name, ReadOnlySpan<byte> traceParent) =>
        AreWanted && TryParse(traceParent, out var parent) ? Source.StartActivity(name, ActivityKind.Consumer, parent) : null;

    /// <inheritdoc cref="Continue(string, ReadOnlySpan{byte})"/>
    public static Activity? Continue(string name, string? traceParent) =>
        AreWanted && traceParent is not null ? Continue(name, Encoding.ASCII.GetBytes(traceParent)) : null;

    /// <summary>The same for work that goes from thread to thread: it is not current anywhere.</summary>
    public static Activity? ContinueDetached(string name, ReadOnlySpan<byte> traceParent)
    {
        var span = Continue(name, traceParent);
        if (span is not null)
            Activity.Current = null;
        return span;
    }

    /// <summary>A piece of work that is over.</summary>
    /// <param name="name">What it was.</param>
    /// <param name="parent">The span it was part of.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="end">Its end.</param>
    /// <param name="further">Other spans it was part of as well, as a batch is of all its frames.</param>
    public static void Record(string name, Activity parent, DateTimeOffset start, DateTimeOffset end, IEnumerable<Activity>? further = null)
    {
        ArgumentNullException.ThrowIfNull(parent);
        var span = Source.StartActivity(name, ActivityKind.Internal, parent.Context, null, further?.Select(f => new ActivityLink(f.Context)), start);
        if (span is null)
            return;
        span.SetEndTime(end.UtcDateTime);
        span.Stop();
        Activity.Current = null;
    }

    /// <summary>Reads a header whose trace is recorded.</summary>
    public static bool TryParse(ReadOnlySpan<byte> traceParent, out ActivityContext context)
    {
        context = default;
        return traceParent.Length == Length && traceParent[Flags + 1] is (byte)'1' or (byte)'3' or (byte)'5' or (byte)'7' or (byte)'9' or (byte)'b' or (byte)'d' or (byte)'f'
            && ActivityContext.TryParse(Encoding.ASCII.GetString(traceParent), null, isRemote: true, out context);
    }

    /// <summary>The header that names a span as parent.</summary>
    public static byte[] Header(Activity span)
    {
        ArgumentNullException.ThrowIfNull(span);
        return Encoding.ASCII.GetBytes($"00-{span.TraceId.ToHexString()}-{span.SpanId.ToHexString()}-0{(span.Recorded ? 1 : 0)}");
    }
}
