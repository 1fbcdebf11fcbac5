using Microsoft.Extensions.Logging;

namespace StreamMood.Pipeline.Sink;

/// <summary>Log messages of the sinks; ids 1700 to 1799.</summary>
internal static partial class SinkLog
{
    [LoggerMessage(1700, LogLevel.Warning, "Not sent yet, tried again: {Id}: {Detail}")]
    public static partial void Retried(this ILogger log, string id, string detail);

    [LoggerMessage(1701, LogLevel.Warning, "Given up, a dead letter: {Id}: {Reason}, {Detail}")]
    public static partial void GivenUp(this ILogger log, string id, string reason, string detail);

    [LoggerMessage(1702, LogLevel.Warning, "Skipped: {Topic} [{Partition}] {Offset}: {Detail}")]
    public static partial void Skipped(this ILogger log, string topic, int partition, long offset, string detail);

    [LoggerMessage(1703, LogLevel.Warning, "Stopped before everything was committed ({Reason}); what is not comes again at the next start")]
    public static partial void CommitFailed(this ILogger log, string reason);
}
