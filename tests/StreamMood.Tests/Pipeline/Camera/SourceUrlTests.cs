using StreamMood.Pipeline.Camera;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class SourceUrlTests
{
    [Theory]
    [InlineData("rtsp://10.0.0.5/stream1", "rtsp://10.0.0.5/stream1")]
    [InlineData("rtsp://lens:s3cret@10.0.0.5:8554/stream1", "rtsp://10.0.0.5:8554/stream1")]
    [InlineData("rtsp://lens:s3%40cret@cam.local/a/b", "rtsp://cam.local/a/b")]
    [InlineData("rtsp://cam/user=lens&password=s3cret&channel=1.sdp", "rtsp://cam/…")]
    [InlineData("rtsp://cam/video?user=lens&pwd=s3cret", "rtsp://cam/video?…")]
    public void Shown_AnyAddress_HidesWhatMayBeSecret(string text, string shown)
    {
        Assert.True(SourceUrl.TryParse(text, ["rtsp"], out var url));
        Assert.Equal((shown, shown, text), (url.Shown, url.ToString(), url.Text));
        var spec = new CameraSpec { Id = "c", Fps = 1, Source = new SourceSpec { Kind = SourceKind.Rtsp, Url = url } };
        Assert.DoesNotContain("cret", spec.ToString(), StringComparison.Ordinal);
        foreach (var line in (string[])[$"{text}: Connection refused", $"[concat] Impossible to open '{text}'", $"bad {url.Uri}", $"x {url.Uri.AbsoluteUri}", $"DESCRIBE {url.Uri.PathAndQuery}", $"user {url.Uri.UserInfo}"])
            Assert.DoesNotContain("cret", url.Redact(line), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://cam/video")]
    [InlineData("rtsp:///video")]
    [InlineData("cam/video")]
    [InlineData("rtsp://cam/a\nfile 'b'")]
    [InlineData("rtsp://cam/a b")]
    [InlineData("")]
    public void TryParse_NoSuchAddress_False(string text) => Assert.False(SourceUrl.TryParse(text, ["rtsp"], out _));
}
