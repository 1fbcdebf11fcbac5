using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera.Synthetic;

namespace StreamMood.Pipeline.Camera;

/// <summary>Which cameras an agent carries.</summary>
public static class CameraPlan
{
    private static readonly string[] PictureEndings = [".jpg", ".jpeg", ".png"];

    /// <summary>The cameras of <c>cameras.json</c>, then the counted synthetic ones, then one for each source.</summary>
    /// <exception cref="UserErrorException">With one line for each mistake.</exception>
    public static IReadOnlyList<CameraSpec> Read(CameraOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cameras = new List<CameraSpec>();
        if (options.File is { } file)
            cameras.AddRange(CamerasFile.Read(file, options.Fps));
        for (var i = 0; i < options.Count; i++)
            cameras.Add(Synthetic(options, i));
        foreach (var path in options.Sources)
            cameras.Add(Source(options, path, cameras));

        if (cameras.Count == 0)
            throw new UserErrorException("there is no camera to run; give --cameras FILE.json, --count N for synthetic ones, or a source");
        var twice = cameras.GroupBy(c => c.Id).Where(g => g.Count() > 1).Select(g => g.Key).ToArray();
        if (twice.Length > 0)
            throw new UserErrorException($"camera ids must differ; used more than once: {string.Join(", ", twice)}");
        return cameras;
    }

    /// <summary>Whether files with this ending are taken as pictures.</summary>
    internal static bool IsPicture(string path) => PictureEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static CameraSpec Synthetic(CameraOptions options, int index) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"cam-{index + 1}"),
        Source = new SourceSpec { Kind = SourceKind.Synthetic, Seed = SeededRandom.Mix((ulong)options.Seed, (ulong)index) },
        Fps = options.Fps,
        Quality = options.Quality,
        Width = options.Width,
        Height = options.Height,
    };

    private static CameraSpec Source(CameraOptions options, string path, List<CameraSpec> others)
    {
        var name = Name(path);
        var id = name;
        for (var n = 2; others.Exists(c => c.Id == id); n++)
            id = string.Create(CultureInfo.InvariantCulture, $"{name}-{n}");
        var kind = Directory.Exists(path) || IsPicture(path) ? SourceKind.Folder : SourceKind.Video;
        return new CameraSpec
        {
            Id = id,
            Source = new SourceSpec { Kind = kind, Path = path, Loop = options.Loop },
            Fps = options.Fps,
        };
    }

    private static string Name(string path)
    {
        const int Longest = FrameId.MaxCameraLength - 8;
        var name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path));
        var id = string.Concat(name.Select(c => FrameId.IsCamera([c]) ? c : '-'));
        return id.Length == 0 ? "source" : id.Length > Longest ? id[..Longest] : id;
    }
}
