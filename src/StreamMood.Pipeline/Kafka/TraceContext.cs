using System.Diagnostics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>The W3C <c>traceparent</c> of events: one trace from frame to recommendation, one span an event.</summary>
internal static class TraceContext
{
    private const int Length = 55;

    /// <summary>A span in the current activity's trace, or a new trace.</summary>
    public static string Start() => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
        ? Format(activity.TraceId, activity.Recorded)
        : Format(ActivityTraceId.CreateRandom(), recorded: true);

    /// <summary>A new span in the trace of <paramref name="parent"/>; a new trace when that is missing or malformed.</summary>
    public static string Continue(string? parent) =>
        parent is { Length: Length } && ActivityContext.TryParse(parent, null, out var context)
            ? Format(context.TraceId, (context.TraceFlags & ActivityTraceFlags.Recorded) != 0)
            : Start();

    private static string Format(ActivityTraceId trace, bool recorded) =>
        $"00-{trace.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-{(recorded ? "01" : "00")}";
}
