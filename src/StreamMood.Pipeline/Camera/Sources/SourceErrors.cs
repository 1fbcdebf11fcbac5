using System.Net;
using System.Net.Sockets;
using StreamMood.Pipeline.Camera.Ffmpeg;

namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>A source that cannot be read, and what kind of thing is wrong with it.</summary>
internal sealed class SourceException(CameraErrorKind kind, string message) : IOException(message)
{
    public CameraErrorKind Kind { get; } = kind;
}

/// <summary>Tells kinds of errors apart.</summary>
internal static class SourceErrors
{
    // ffmpeg ends with a line that names the input and one of these, which are its own and the C library's names of errors. It has
    // no other way to tell them apart: its exit code is 1 for all. A name that does not resolve ends in "Input/output error".
    private static readonly (string Said, CameraErrorKind Kind)[] Vocabulary =
    [
        ("401 Unauthorized", CameraErrorKind.Denied),
        ("403 Forbidden", CameraErrorKind.Denied),
        ("Permission denied", CameraErrorKind.Denied),
        ("Operation not permitted", CameraErrorKind.Denied),
        ("Device or resource busy", CameraErrorKind.Denied),
        ("404 Not Found", CameraErrorKind.Missing),
        ("No such file or directory", CameraErrorKind.Missing),
        ("No such device", CameraErrorKind.Missing),
        ("Connection refused", CameraErrorKind.Unreachable),
        ("No route to host", CameraErrorKind.Unreachable),
        ("Network is unreachable", CameraErrorKind.Unreachable),
        ("Host is down", CameraErrorKind.Unreachable),
        ("Connection timed out", CameraErrorKind.Unreachable),
        ("Failed to resolve hostname", CameraErrorKind.Unreachable),
        ("Input/output error", CameraErrorKind.Unreachable),
        ("Invalid data found when processing input", CameraErrorKind.Unreadable),
        ("Protocol not found", CameraErrorKind.Unreadable),
        ("matches no streams", CameraErrorKind.Unreadable),
        ("Decoder not found", CameraErrorKind.Unreadable),
        ("Not yet implemented in FFmpeg", CameraErrorKind.Unreadable),
        (VideoProbe.NoPictures, CameraErrorKind.Unreadable),
        ("Connection reset by peer", CameraErrorKind.Ended),
        ("Broken pipe", CameraErrorKind.Ended),
        ("End of file", CameraErrorKind.Ended),
    ];

    /// <summary>The kind of what ffmpeg or ffprobe said last.</summary>
    public static CameraErrorKind OfFfmpeg(string line)
    {
        foreach (var (said, kind) in Vocabulary)
            if (line.Contains(said, StringComparison.Ordinal))
                return kind;
        return CameraErrorKind.Other;
    }

    /// <summary>The kind of an answer that is not success.</summary>
    public static CameraErrorKind Of(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => CameraErrorKind.Denied,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => CameraErrorKind.Missing,
        _ => CameraErrorKind.Other,
    };

    /// <summary>The kind of an exception.</summary>
    public static CameraErrorKind Of(Exception exception) => exception switch
    {
        SourceException e => e.Kind,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => CameraErrorKind.Unreachable,
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => CameraErrorKind.Ended,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } => CameraErrorKind.Unreadable,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown } => CameraErrorKind.Ended,
        SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.HostDown } => CameraErrorKind.Unreachable,
        { InnerException: { } inner } => Of(inner),
        _ => CameraErrorKind.Other,
    };
}
