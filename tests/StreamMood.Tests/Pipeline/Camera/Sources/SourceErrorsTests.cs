using System.Net;
using System.Net.Sockets;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Sources;

namespace StreamMood.Tests.Pipeline.Camera.Sources;

public sealed class SourceErrorsTests
{
    // As ffmpeg 5.1 ended when these cameras were tried.
    [Theory]
    [InlineData("rtsp://camera/x: Connection refused", CameraErrorKind.Unreachable)]
    [InlineData("rtsp://camera/x: Input/output error", CameraErrorKind.Unreachable)]
    [InlineData("rtsp://camera/x: Server returned 401 Unauthorized (authorization failed)", CameraErrorKind.Denied)]
    [InlineData("rtsp://camera/x: Server returned 403 Forbidden (access denied)", CameraErrorKind.Denied)]
    [InlineData("rtsp://camera/x: Server returned 404 Not Found", CameraErrorKind.Missing)]
    [InlineData("rtsp://camera/x: Server returned 5XX Server Error reply", CameraErrorKind.Other)]
    [InlineData("rtsp://camera/x: Invalid data found when processing input", CameraErrorKind.Unreadable)]
    [InlineData("there are no pictures in it", CameraErrorKind.Unreadable)]
    [InlineData("/dev/video0: No such file or directory", CameraErrorKind.Missing)]
    [InlineData("/dev/video0: Device or resource busy", CameraErrorKind.Denied)]
    [InlineData("[h264 @ 0x5] error while decoding MB 3 4", CameraErrorKind.Other)]
    public void OfFfmpeg_LastLine_IsOfItsKind(string line, CameraErrorKind kind) => Assert.Equal(kind, SourceErrors.OfFfmpeg(line));

    [Fact]
    public void Of_Exceptions_AreOfTheirKind()
    {
        Assert.Equal(CameraErrorKind.Unreadable, SourceErrors.Of(new SourceException(CameraErrorKind.Unreadable, "text/html")));
        Assert.Equal(CameraErrorKind.Unreachable, SourceErrors.Of(new HttpRequestException(HttpRequestError.NameResolutionError, "no such name")));
        Assert.Equal(CameraErrorKind.Ended, SourceErrors.Of(new HttpIOException(HttpRequestError.ResponseEnded, "too early")));
        Assert.Equal(CameraErrorKind.Ended, SourceErrors.Of(new IOException("reset", new SocketException((int)SocketError.ConnectionReset))));
        Assert.Equal(CameraErrorKind.Other, SourceErrors.Of(new InvalidOperationException("what")));
        Assert.Equal(CameraErrorKind.Denied, SourceErrors.Of(HttpStatusCode.Forbidden));
        Assert.Equal(CameraErrorKind.Other, SourceErrors.Of(HttpStatusCode.ServiceUnavailable));
    }
}
