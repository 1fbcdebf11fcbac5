using Microsoft.Extensions.Logging;
using StreamMood.Mood;

namespace StreamMood.Pipeline.Recommender;

/// <summary>Log messages of the recommender; ids 1300 to 1399.</summary>
internal static partial class RecommenderLog
{
    [LoggerMessage(1300, LogLevel.Information, "Recommender starts: {Delivery}, {Kind} windows of {Window}, grace {Grace}, filter {Filter}, {Zones} zones")]
    public static partial void Starts(this ILogger log, string delivery, WindowKind kind, TimeSpan window, TimeSpan grace, string filter, int zones);

    [LoggerMessage(1301, LogLevel.Information, "Partitions taken: {Partitions}")]
    public static partial void Assigned(this ILogger log, string partitions);

    [LoggerMessage(1302, LogLevel.Information, "Partitions given up: {Partitions}")]
    public static partial void Revoked(this ILogger log, string partitions);

    [LoggerMessage(1303, LogLevel.Debug, "{Topic} [{Partition}] is read from {Offset}; what it leads to before {Committed} is there already")]
    public static partial void Resumed(this ILogger log, string topic, int partition, long offset, long committed);

    [LoggerMessage(1304, LogLevel.Warning, "In the last {Seconds} s: emotion events that could not be used {DeadLetters}, late {Late}, clocks ahead {Ahead}, behind {Behind}")]
    public static partial void Losses(this ILogger log, double seconds, long deadLetters, long late, long ahead, long behind);

    [LoggerMessage(1305, LogLevel.Information, "Recommender stopped: {Recommendations} recommendations from {Consumed} emotion events, {DeadLetters} dead letters, {Late} late")]
    public static partial void Stopped(this ILogger log, long recommendations, long consumed, long deadLetters, long late);

    [LoggerMessage(1306, LogLevel.Warning, "Stopped before everything was committed ({Reason}); its input is read again at the next start")]
    public static partial void StoppedEarly(this ILogger log, string reason);

    [LoggerMessage(1307, LogLevel.Warning, "The consumer group could not be left in order: {Reason}")]
    public static partial void LeftBadly(this ILogger log, string reason);

    [LoggerMessage(1308, LogLevel.Information, "State of {Partitions} partitions read: {Records} records, {Bytes} bytes, {Seconds} s")]
    public static partial void StateRead(this ILogger log, int partitions, long records, long bytes, double seconds);

    [LoggerMessage(1309, LogLevel.Warning, "What was not committed is void ({Reason}); beginning anew from what is")]
    public static partial void BeginsAnew(this ILogger log, string reason);

    [LoggerMessage(1311, LogLevel.Information, "Consent for {Camera} is revoked: its open windows are dropped")]
    public static partial void WindowsDropped(this ILogger log, string camera);

    [LoggerMessage(1310, LogLevel.Warning, "{Topic} [{Partition}] goes back to offset {Offset} from {Expected}, where it does not reach any more: it was made anew, and its state begins anew")]
    public static partial void MadeAnew(this ILogger log, string topic, int partition, long offset, long expected);

    [LoggerMessage(1316, LogLevel.Information, "{Topic} [{Partition}] was handed out again from offset {Offset}; what was taken, up to {Expected}, is left out")]
    public static partial void HandedOutAgain(this ILogger log, string topic, int partition, long offset, long expected);

    [LoggerMessage(1313, LogLevel.Information, "State and progress of {Partitions} partitions do not agree (reading {Reading}); reading both again")]
    public static partial void ReadsAgain(this ILogger log, int partitions, int reading);
}
