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

    [LoggerMessage(111, LogLevel.Warning, "Camera {Camera} died: {Error}; started again in {Seconds:0.0} s")]
    public static partial void CameraDied(this ILogger log, string camera, string error, double seconds);

    [LoggerMessage(112, LogLevel.Information, "Camera {Camera} has come to its end")]
    public static partial void CameraEnded(this ILogger log, string camera);

    [LoggerMessage(113, LogLevel.Warning, "Camera {Camera} ended too early: {Error}")]
    public static partial void CameraBroke(this ILogger log, string camera, string error);
}
