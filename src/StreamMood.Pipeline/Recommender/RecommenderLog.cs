using Microsoft.Extensions.Logging;

namespace StreamMood.Pipeline.Recommender;

/// <summary>Log messages of the recommender; ids 1300 to 1399.</summary>
internal static partial class RecommenderLog
{
    [LoggerMessage(1300, LogLevel.Information, "Recommender starts: windows of {Window}, grace {Grace}, filter {Filter}")]
    public static partial void Starts(this ILogger log, TimeSpan window, TimeSpan grace, string filter);

    [LoggerMessage(1301, LogLevel.Information, "Partitions taken: {Partitions}")]
    public static partial void Assigned(this ILogger log, string partitions);

    [LoggerMessage(1302, LogLevel.Information, "Partitions given up: {Partitions}")]
    public static partial void Revoked(this ILogger log, string partitions);

    [LoggerMessage(1303, LogLevel.Information, "Partition {Partition} is read from {Offset}; what comes out is held back for {Rewind} of event time, until its windows are whole")]
    public static partial void Resumed(this ILogger log, int partition, long offset, TimeSpan rewind);

    [LoggerMessage(1304, LogLevel.Warning, "In the last {Seconds} s: emotion events that could not be used {DeadLetters}, late {Late}, clocks ahead {Ahead}, behind {Behind}")]
    public static partial void Losses(this ILogger log, double seconds, long deadLetters, long late, long ahead, long behind);

    [LoggerMessage(1305, LogLevel.Information, "Recommender stopped: {Recommendations} recommendations from {Consumed} emotion events, {DeadLetters} dead letters, {Late} late")]
    public static partial void Stopped(this ILogger log, long recommendations, long consumed, long deadLetters, long late);

    [LoggerMessage(1306, LogLevel.Warning, "Stopped before {Pending} outputs were acknowledged; their input is read again at the next start")]
    public static partial void StoppedEarly(this ILogger log, int pending);

    [LoggerMessage(1307, LogLevel.Warning, "The consumer group could not be left in order: {Reason}")]
    public static partial void LeftBadly(this ILogger log, string reason);

    [LoggerMessage(1308, LogLevel.Debug, "Partition {Partition}: {Count} recommendations read back")]
    public static partial void Recalled(this ILogger log, int partition, int count);

    [LoggerMessage(1309, LogLevel.Warning, "Partition {Partition}: recommendations published before cannot be read ({Reason}); \"since\" begins anew")]
    public static partial void NotRecalled(this ILogger log, int partition, string reason);
}
