using System.Globalization;

namespace StreamMood.Pipeline.Camera.Ffmpeg;

/// <summary>Writes ffmpeg's command line: any video in, JPEGs end to end on its standard output.</summary>
internal static class FfmpegArguments
{
    /// <summary>ffmpeg's best and worst JPEG quality that is of use.</summary>
    private const double BestScale = 2;

    private const double WorstScale = 31;

    /// <summary>The arguments for one camera's video file.</summary>
    public static IReadOnlyList<string> Play(CameraSpec camera, VideoProbe probe)
    {
        var words = new List<string> { "-nostdin", "-hide_banner", "-loglevel", "error" };
        if (camera.Source.Loop)
            words.AddRange(["-stream_loop", "-1"]);

        // At the pace of its presentation times, as a camera would deliver it.
        words.AddRange(["-re", "-i", File(camera.Source.Path!), "-map", "0:v:0"]);
        words.AddRange(Untouched(camera, probe) ? ["-c:v", "copy"] : Encode(camera, probe));
        words.AddRange(["-f", "mjpeg", "-flush_packets", "1", "pipe:1"]);
        return words;
    }

    /// <summary>A file's path in a form in which ffmpeg sees neither an option nor a protocol.</summary>
    public static string File(string path) => "file:" + Path.GetFullPath(path);

    /// <summary>Whether the camera's own JPEGs pass as they are.</summary>
    public static bool Untouched(CameraSpec camera, VideoProbe probe) =>
        probe.IsMjpeg && camera.Width is null && camera.Height is null && camera.Quality is null;

    private static string[] Encode(CameraSpec camera, VideoProbe probe)
    {
        var fps = Math.Min(probe.Fps ?? camera.Fps, camera.Fps);
        var quality = camera.Quality ?? CameraSpec.DefaultQuality;
        var scale = BestScale + ((100 - quality) / 99.0 * (WorstScale - BestScale));
        return
        [
            // Thinned by presentation time, before work is spent on scaling and encoding.
            "-vf", string.Create(CultureInfo.InvariantCulture, $"fps={fps:0.######},{Size(camera)}format=yuvj420p"),
            "-c:v", "mjpeg", "-q:v", scale.ToString("0.##", CultureInfo.InvariantCulture), "-threads", "1",
        ];
    }

    private static string Size(CameraSpec camera) => (camera.Width, camera.Height) switch
    {
        (null, null) => string.Empty,
        ({ } width, null) => $"scale={width}:-2,",
        (null, { } height) => $"scale=-2:{height},",
        ({ } width, { } height) => $"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,",
    };
}
