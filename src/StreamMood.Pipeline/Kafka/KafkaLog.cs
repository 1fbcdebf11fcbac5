using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Log messages of the Kafka clients; ids 1000 to 1099.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(1000, LogLevel.Warning, "Kafka at {Bootstrap} cannot be reached ({Reason}); trying on")]
    public static partial void BrokerGone(this ILogger log, string bootstrap, string reason);

    [LoggerMessage(1001, LogLevel.Information, "Kafka at {Bootstrap} is back after {Seconds:F1} s")]
    public static partial void BrokerBack(this ILogger log, string bootstrap, double seconds);

    [LoggerMessage(1002, LogLevel.Error, "{Message}")]
    public static partial void BrokerRefused(this ILogger log, string message);

    [LoggerMessage(1003, LogLevel.Debug, "Kafka client: {Code} {Reason}")]
    public static partial void ClientError(this ILogger log, ErrorCode code, string reason);

    [LoggerMessage(1004, LogLevel.Debug, "librdkafka {Facility}: {Message}")]
    public static partial void Library(this ILogger log, string facility, string message);

    [LoggerMessage(1005, LogLevel.Error, "librdkafka {Facility}: {Message}")]
    public static partial void LibraryCritical(this ILogger log, string facility, string message);

    [LoggerMessage(1007, LogLevel.Warning, "Kafka broker {Broker} does not answer ({Reason}); trying on")]
    public static partial void BrokerTroubled(this ILogger log, string broker, string reason);

    [LoggerMessage(1008, LogLevel.Information, "Kafka broker {Broker} has been quiet for {Quiet:F0} s, after {Seconds:F1} s of trouble")]
    public static partial void BrokerQuiet(this ILogger log, string broker, double quiet, double seconds);

    [LoggerMessage(1006, LogLevel.Debug, "Dead letter from {Topic}[{Partition}]@{Offset}: {Stage}, {Reason}")]
    public static partial void DeadLetter(this ILogger log, string topic, int partition, long offset, string stage, string reason);

    [LoggerMessage(1011, LogLevel.Warning, "Kafka at {Bootstrap} is reached but no message arrives ({Reason}); trying on. See: streammood topics check --bootstrap {Bootstrap}")]
    public static partial void TakesNone(this ILogger log, string bootstrap, string reason);

    [LoggerMessage(1012, LogLevel.Information, "Messages arrive at Kafka at {Bootstrap} again, after {Seconds:F1} s")]
    public static partial void TakesAgain(this ILogger log, string bootstrap, double seconds);

    [LoggerMessage(1009, LogLevel.Information, "Decision for {Key}: {Kind}, in force from {Effective:O}")]
    public static partial void Decided(this ILogger log, string key, ControlKind kind, DateTimeOffset effective);

    [LoggerMessage(1010, LogLevel.Warning, "A decision for {Key} cannot be read ({Reason}); what held before goes on holding")]
    public static partial void ControlUnreadable(this ILogger log, string key, string reason);
}
