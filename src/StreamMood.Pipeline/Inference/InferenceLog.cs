using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Inference;

/// <summary>Log messages of the inference worker; ids 1200 to 1299.</summary>
internal static partial class InferenceLog
{
    [LoggerMessage(1200, LogLevel.Information, "Inference with {Detector} and {Emotion} on {Provider}, {Lanes} lanes")]
    public static partial void Started(this ILogger log, string detector, string emotion, string provider, int lanes);

    // Information: who asks for auto leaves the choice to the machine; it is told here, in doctor and in the metrics.
    [LoggerMessage(1201, LogLevel.Information, "Inference runs on {Provider}: {Reason}")]
    public static partial void FellBack(this ILogger log, string provider, string reason);

    [LoggerMessage(1202, LogLevel.Information, "Partitions {Change}: {Partitions}; {Count} held")]
    public static partial void PartitionsChanged(this ILogger log, string change, string partitions, int count);

    [LoggerMessage(1203, LogLevel.Warning, "{InFlight} frames in work when their partitions went away; their next owner reads them again")]
    public static partial void RevokedInFlight(this ILogger log, long inFlight);

    [LoggerMessage(1204, LogLevel.Error, "Frame {Frame} could not be looked at")]
    public static partial void FrameFailed(this ILogger log, FrameId frame, Exception exception);

    [LoggerMessage(1205, LogLevel.Warning, "In the last {Seconds} s: frames skipped {Skipped}, dead letters {DeadLetters}")]
    public static partial void Losses(this ILogger log, double seconds, string skipped, string deadLetters);

    [LoggerMessage(1206, LogLevel.Information, "Inference ended: consumed {Consumed}, inferred {Inferred}, skipped {Skipped}, dead letters {DeadLetters}, abandoned {Abandoned}, in flight {InFlight}, unread {Unread}, faces {Faces}")]
    public static partial void Ended(
        this ILogger log, long consumed, long inferred, string skipped, string deadLetters, long abandoned, long inFlight, long unread, long faces);

    [LoggerMessage(1207, LogLevel.Warning, "Not everything begun was finished within {Seconds} s; {InFlight} frames will be read again")]
    public static partial void DrainTimedOut(this ILogger log, double seconds, long inFlight);

    [LoggerMessage(1208, LogLevel.Warning, "Offsets could not be committed ({Reason}); some frames will be read again")]
    public static partial void CommitFailed(this ILogger log, string reason);

    [LoggerMessage(1209, LogLevel.Warning, "The consumer group was not left in time; its other members get the partitions after the session timeout")]
    public static partial void LeaveTimedOut(this ILogger log);

    [LoggerMessage(1210, LogLevel.Warning, "More frames come than can be read ({Lag} unread): of each camera the newest goes first, those before it are skipped and counted")]
    public static partial void Overloaded(this ILogger log, long lag);

    [LoggerMessage(1211, LogLevel.Information, "The worker keeps up again: no frames are left out")]
    public static partial void OverloadEnded(this ILogger log);

    [LoggerMessage(1212, LogLevel.Information, "Models taken into use: {Detector} and {Emotion} on {Provider}")]
    public static partial void ModelsReplaced(this ILogger log, string detector, string emotion, string provider);

    [LoggerMessage(1213, LogLevel.Warning, "Changed models are refused, the old ones stay: {Reason}")]
    public static partial void ModelsRefused(this ILogger log, string reason);
}
