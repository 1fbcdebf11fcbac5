using System.Runtime.CompilerServices;
using StreamMood.Contracts;

namespace StreamMood.Vision.Analysis;

/// <summary>
/// Reads pictures (.jpg, .jpeg, .png), folders of them (sorted by name, subfolders left out), and everything else as a video
/// through ffmpeg, every frame of it.
/// </summary>
public static class MediaReader
{
    // Larger files cannot be pictures within the limits; reading them would only fill memory.
    private const long LargestPicture = 256L << 20;

    private static readonly string[] PictureEndings = [".jpg", ".jpeg", ".png"];
    private static readonly string[] VideoEndings = [".mp4", ".mkv", ".avi", ".mov", ".webm", ".gif", ".m4v", ".mpg", ".mpeg", ".ts", ".mjpeg", ".mjpg", ".wmv", ".flv"];

    /// <summary>Reads sources in order; a source that cannot be read is a frame with an error, never an exception.</summary>
    /// <param name="paths">Files and folders; each must exist.</param>
    /// <param name="cancellationToken">Stops reading; a running ffmpeg is killed.</param>
    /// <exception cref="UserErrorException">When a path does not exist, a folder cannot be read, or a video is asked for and ffmpeg is not installed.</exception>
    public static async IAsyncEnumerable<MediaFrame> ReadAsync(
        IReadOnlyList<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var path in paths)
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new UserErrorException($"'{path}' does not exist");
        foreach (var file in paths.SelectMany(Expand))
        {
            if (IsPicture(file))
            {
                yield return await ReadPictureAsync(file, cancellationToken);
                continue;
            }

            await foreach (var frame in FfmpegFrames.ReadAsync(file, cancellationToken))
                yield return frame;
        }
    }

    private static bool IsPicture(string path) =>
        PictureEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static string[] Expand(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        try
        {
            // A README beside the pictures is not an error; only what looks like a picture or video counts.
            return
            [
                .. Directory.EnumerateFiles(path)
                    .Where(f => IsPicture(f) || VideoEndings.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the folder '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static async Task<MediaFrame> ReadPictureAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(file).Length > LargestPicture)
                return Failed(file, $"the file is larger than {LargestPicture >> 20} MiB");
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
            return new MediaFrame(file, 0, TimeSpan.Zero, bytes, null, IsVideo: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(file, e.Message);
        }
    }

    private static MediaFrame Failed(string source, string why) => new(source, 0, TimeSpan.Zero, [], why, IsVideo: false);
}
