using System.Globalization;
using System.Text.Json;
using StreamMood.Contracts;
using StreamMood.Vision.Video;

namespace StreamMood.Pipeline.Camera.Ffmpeg;

/// <summary>What there is to know about a video before it runs.</summary>
/// <param name="Codec">ffmpeg's name of the picture codec, such as <c>h264</c> or <c>mjpeg</c>.</param>
/// <param name="Fps">Its average frames a second; null when it does not say.</param>
internal sealed record VideoProbe(string Codec, double? Fps)
{
    /// <summary>What is said of an input without pictures.</summary>
    public const string NoPictures = "there are no pictures in it";

    private static readonly string[] Question =
        ["-v", "error", "-select_streams", "v:0", "-show_entries", "stream=codec_name,width,avg_frame_rate", "-of", "json"];

    /// <summary>Whether the file holds JPEGs already.</summary>
    public bool IsMjpeg => Codec == "mjpeg";

    /// <summary>Asks ffprobe about a file.</summary>
    /// <exception cref="UserErrorException">When the file is missing or no video, or there is no ffprobe.</exception>
    public static Task<VideoProbe> ReadAsync(string path, CancellationToken cancellationToken) => File.Exists(path)
        ? ReadAsync(
            ["-i", FfmpegArguments.File(path)], null,
            reason => new UserErrorException($"video {path}: {(reason is NoPictures ? NoPictures : $"ffmpeg cannot read it ({reason})")}"), cancellationToken)
        : throw new UserErrorException($"video {path}: there is no such file");

    /// <summary>Asks ffprobe about any input.</summary>
    /// <param name="source">The input, as arguments.</param>
    /// <param name="input">What ffprobe reads on its standard input.</param>
    /// <param name="refuse">Makes the exception from ffprobe's last line.</param>
    /// <param name="cancellationToken">Ends ffprobe.</param>
    public static async Task<VideoProbe> ReadAsync(
        IReadOnlyList<string> source, string? input, Func<string, Exception> refuse, CancellationToken cancellationToken)
    {
        await using var child = await ChildProcess.StartAsync("ffprobe", [.. Question, .. source], input);
        using var answer = new MemoryStream();
        await child.Output.CopyToAsync(answer, cancellationToken);
        var (code, error) = await child.EndAsync(cancellationToken);
        if (code != 0)
            throw refuse(error ?? $"ffprobe ended with code {code}");
        return Parse(answer.GetBuffer().AsSpan(0, (int)answer.Length)) ?? throw refuse(NoPictures);
    }

    private static VideoProbe? Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        if (!document.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
            return null;
        var stream = streams[0];

        // A file that only has a picture's name is reported as one without a size.
        return stream.TryGetProperty("codec_name", out var codec)
            && stream.TryGetProperty("width", out var width) && width.GetInt32() > 0
            ? new VideoProbe(codec.GetString()!, stream.TryGetProperty("avg_frame_rate", out var rate) ? Rate(rate.GetString()!) : null)
            : null;
    }

    // As ffprobe writes it: 30000/1001, or 0/0 when unknown.
    private static double? Rate(string fraction)
    {
        var parts = fraction.Split('/');
        return parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var frames)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && frames > 0 && seconds > 0
            ? frames / seconds
            : null;
    }
}
