using System.Globalization;

namespace StreamMood.Pipeline.Camera.Ffmpeg;

/// <summary>Writes ffmpeg's command line: any video in, JPEGs end to end on its standard output.</summary>
internal static class FfmpegArguments
{
    /// <summary>ffmpeg's best and worst JPEG quality that is of use.</summary>
    private const double BestScale = 2;

    private const double WorstScale = 31;

    private static readonly string[] Start = ["-nostdin", "-hide_banner", "-loglevel", "error"];
    private static readonly string[] End = ["-f", "mjpeg", "-flush_packets", "1", "pipe:1"];

    // Left alone ffmpeg decodes on as many threads as there are processors, each with pictures of its own. One keeps up with a camera:
    // the cameras are what runs side by side.
    private static readonly string[] Decode = ["-threads", "1"];

    // A live picture is worth nothing later: no buffer, no frames decoded ahead, nothing that came broken.
    private static readonly string[] Live = ["-fflags", "nobuffer+discardcorrupt", "-flags", "low_delay", .. Decode];

    /// <summary>
    /// The input of <see cref="PlayList"/>, for ffmpeg and ffprobe. Neither watches frames come to learn the rate, which is not needed and
    /// costs more than a second a connection.
    /// </summary>
    public static IReadOnlyList<string> PlayListInput { get; } =
        ["-fpsprobesize", "0", "-f", "concat", "-safe", "0", "-protocol_whitelist", "pipe,rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto", "-i", "pipe:0"];

    /// <summary>The arguments for one camera's video file.</summary>
    public static IReadOnlyList<string> Play(CameraSpec camera, VideoProbe probe)
    {
        var words = new List<string>([.. Start, .. Hardware(camera), .. Decode]);
        if (camera.Source.Loop)
            words.AddRange(["-stream_loop", "-1"]);

        // At the pace of its presentation times, as a camera would deliver it.
        words.AddRange(["-re", "-i", File(camera.Source.Path!), "-map", "0:v:0"]);

        // Thinned by presentation time, before work is spent on scaling and encoding.
        var fps = string.Create(CultureInfo.InvariantCulture, $"fps={Math.Min(probe.Fps ?? camera.Fps, camera.Fps):0.######},");
        words.AddRange(Untouched(camera, probe.IsMjpeg) ? ["-c:v", "copy"] : Encode(camera, fps));
        return [.. words, .. End];
    }

    /// <summary>The arguments for an RTSP camera, whose <see cref="PlayList"/> stands on standard input.</summary>
    public static IReadOnlyList<string> Rtsp(CameraSpec camera, bool isMjpeg) =>
        [.. Start, .. Hardware(camera), .. Live, .. PlayListInput, "-map", "0:v:0", .. Output(camera, isMjpeg), .. End];

    /// <summary>The arguments for a camera of this machine.</summary>
    public static IReadOnlyList<string> Usb(CameraSpec camera)
    {
        var mjpeg = camera.Source.Format == UsbFormat.Mjpeg;
        var words = new List<string>([.. Start, .. Hardware(camera), .. Live, "-f", "v4l2"]);
        if (mjpeg)
            words.AddRange(["-input_format", "mjpeg"]);
        if (camera is { Width: { } width, Height: { } height })
            words.AddRange(["-video_size", $"{width}x{height}"]);
        words.AddRange(["-framerate", camera.Fps.ToString("0.######", CultureInfo.InvariantCulture), "-i", camera.Source.Path!, "-map", "0:v:0"]);
        return [.. words, .. Untouched(camera, mjpeg) ? ["-c:v", "copy"] : Output(camera with { Width = null, Height = null }, isMjpeg: false), .. End];
    }

    /// <summary>A playlist of one address for the concat demuxer.</summary>
    public static string PlayList(string url, RtspTransport transport) =>
        $"ffconcat version 1.0\nfile '{url.Replace("'", @"'\''", StringComparison.Ordinal)}'\noption rtsp_transport {(transport == RtspTransport.Udp ? "udp" : "tcp")}\noption fpsprobesize 0\n";

    /// <summary>A file's path in a form in which ffmpeg sees neither an option nor a protocol.</summary>
    public static string File(string path) => "file:" + Path.GetFullPath(path);

    /// <summary>Whether the camera's own JPEGs pass as they are. A USB camera is asked for its size and need not be scaled.</summary>
    public static bool Untouched(CameraSpec camera, bool isMjpeg) =>
        isMjpeg && camera.Quality is null && (camera.Source.Kind == SourceKind.Usb || (camera.Width ?? camera.Height) is null);

    // The first frame of each interval: never one twice, however slow the camera, and never off the rate, however uneven it comes.
    private static string[] Output(CameraSpec camera, bool isMjpeg)
    {
        if (Untouched(camera, isMjpeg))
            return ["-c:v", "copy"];
        var rate = camera.Fps.ToString("0.######", CultureInfo.InvariantCulture);
        return [.. Encode(camera, $"select=isnan(prev_selected_t)+not(eq(floor(t*{rate})\\,floor(prev_selected_t*{rate}))),"), "-fps_mode", "passthrough"];
    }

    private static string[] Encode(CameraSpec camera, string thinning)
    {
        var quality = camera.Quality ?? camera.EncoderQuality;
        var scale = BestScale + ((100 - quality) / 99.0 * (WorstScale - BestScale));
        return
        [
            "-vf", $"{thinning}{Size(camera)}format=yuvj420p",
            "-c:v", "mjpeg", "-q:v", scale.ToString("0.##", CultureInfo.InvariantCulture), "-threads", "1",
        ];
    }

    private static string[] Hardware(CameraSpec camera) => camera.Source.Hardware is { } name ? ["-hwaccel", name] : [];

    private static string Size(CameraSpec camera) => (camera.Width, camera.Height) switch
    {
        (null, null) => string.Empty,
        ({ } width, null) => $"scale={width}:-2,",
        (null, { } height) => $"scale=-2:{height},",
        ({ } width, { } height) => $"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,",
    };
}
