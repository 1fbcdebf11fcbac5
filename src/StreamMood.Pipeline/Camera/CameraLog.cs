using Microsoft.Extensions.Logging;

namespace StreamMood.Pipeline.Camera;

/// <summary>What the agent says; nothing is logged a frame.</summary>
internal static partial class CameraLog
{
    [LoggerMessage(100, LogLevel.Information, "{Cameras} cameras start")]
    public static partial void AgentStarts(this ILogger log, int cameras);

    [LoggerMessage(101, LogLevel.Information, "Cameras stopped: {Captured} frames captured, {Published} published, {Dropped} dropped")]
    public static partial void AgentStopped(this ILogger log, long captured, long published, long dropped);

    [LoggerMessage(110, LogLevel.Information, "Camera {Camera} is live")]
    public static partial void CameraLive(this ILogger log, string camera);

    [LoggerMessage(111, LogLevel.Warning, "Camera {Camera} {State}: {Error}; started again in {Seconds:0.0} s, and for ever")]
    public static partial void CameraDied(this ILogger log, string camera, string state, string error, double seconds);

    [LoggerMessage(114, LogLevel.Debug, "Camera {Camera} {State} once more: {Error}; started again in {Seconds:0.0} s")]
    public static partial void CameraDiedAgain(this ILogger log, string camera, string state, string error, double seconds);

    [LoggerMessage(112, LogLevel.Information, "Camera {Camera} has come to its end")]
    public static partial void CameraEnded(this ILogger log, string camera);

    [LoggerMessage(115, LogLevel.Warning, "Camera {Camera} is not captured, for no consent of the people it sees is recorded; {Mend}")]
    public static partial void NoConsent(this ILogger log, string camera, string mend);

    [LoggerMessage(120, LogLevel.Information, "{File} taken over: {Added} cameras added, {Changed} changed, {Removed} removed")]
    public static partial void FileTaken(this ILogger log, string file, int added, int changed, int removed);

    [LoggerMessage(121, LogLevel.Warning, "{File} was refused and the cameras stay as they are: {Errors}")]
    public static partial void FileRefused(this ILogger log, string file, string errors);

    [LoggerMessage(113, LogLevel.Warning, "Camera {Camera} ended too early: {Error}")]
    public static partial void CameraBroke(this ILogger log, string camera, string error);
}
