using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Ffmpeg;

namespace StreamMood.Tests.Pipeline.Camera.Ffmpeg;

public sealed class FfmpegArgumentsTests
{
    [Fact]
    public void Usb_Mjpeg_AsksForSizeAndPassesUntouched()
    {
        var words = string.Join(' ', FfmpegArguments.Usb(Camera(SourceKind.Usb) with { Width = 1280, Height = 720 }));
        Assert.Contains("-f v4l2 -input_format mjpeg -video_size 1280x720 -framerate 7.5 -i /dev/video0 -map 0:v:0 -c:v copy", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Usb_AnyFormatOrQuality_Encodes()
    {
        var camera = Camera(SourceKind.Usb);
        Assert.Contains("-c:v mjpeg", string.Join(' ', FfmpegArguments.Usb(camera with { Quality = 60 })), StringComparison.Ordinal);
        var any = string.Join(' ', FfmpegArguments.Usb(camera with { Source = camera.Source with { Format = UsbFormat.Any, Hardware = "vaapi" } }));
        Assert.Contains("-c:v mjpeg", any, StringComparison.Ordinal);
        Assert.DoesNotContain("input_format", any, StringComparison.Ordinal);
        Assert.Contains("-hwaccel vaapi", any, StringComparison.Ordinal);
    }

    [Fact]
    public void Rtsp_Any_NamesNoAddressAndWantsNoHardwareUnlessAsked()
    {
        var words = string.Join(' ', FfmpegArguments.Rtsp(Camera(SourceKind.Rtsp), isMjpeg: false));
        Assert.DoesNotContain("cam.local", words, StringComparison.Ordinal);
        Assert.DoesNotContain("hwaccel", words, StringComparison.Ordinal);
        Assert.Equal(
            "ffconcat version 1.0\nfile 'rtsp://cam.local/it'\\''s'\noption rtsp_transport udp\noption fpsprobesize 0\n", FfmpegArguments.PlayList("rtsp://cam.local/it's", RtspTransport.Udp));
    }

    [Theory]
    [InlineData(SourceKind.Rtsp)]
    [InlineData(SourceKind.Usb)]
    [InlineData(SourceKind.Video)]
    public void Any_WithManyProcessors_DecodesAndEncodesOnOneThread(SourceKind kind)
    {
        var camera = Camera(kind) with { Quality = 60 };
        string[] words =
        [
            .. kind switch
            {
                SourceKind.Rtsp => FfmpegArguments.Rtsp(camera, isMjpeg: false),
                SourceKind.Usb => FfmpegArguments.Usb(camera),
                _ => FfmpegArguments.Play(camera, new VideoProbe("h264", 25)),
            },
        ];
        var threads = words.Index().Where(w => w.Item == "-threads").ToList();
        Assert.All(threads, t => Assert.Equal("1", words[t.Index + 1]));

        // An option of the input stands before it, an option of the output after.
        Assert.Equal([true, false], threads.Select(t => t.Index < Array.IndexOf(words, "-i")));
    }

    private static CameraSpec Camera(SourceKind kind)
    {
        Assert.True(SourceUrl.TryParse("rtsp://lens:x@cam.local/1", ["rtsp"], out var url));
        return new CameraSpec { Id = "c", Fps = 7.5, Source = new SourceSpec { Kind = kind, Path = "/dev/video0", Url = url } };
    }
}
