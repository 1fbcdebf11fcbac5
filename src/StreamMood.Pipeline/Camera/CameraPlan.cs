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
            cameras.AddRange(CamerasFile.Read(file, options.Fps, options.ToConsent()));
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
        Consent = CameraConsent.Synthetic,
    };

    private static CameraSpec Source(CameraOptions options, string path, List<CameraSpec> others)
    {
        var name = Name(path);
        var id = name;
        for (var n = 2; others.Exists(c => c.Id == id); n++)
            id = string.Create(CultureInfo.InvariantCulture, $"{name}-{n}");
        return new CameraSpec { Id = id, Source = Spec(path, options.Loop), Fps = options.Fps, Consent = options.ToConsent() };
    }

    private static SourceSpec Spec(string path, bool loop)
    {
        if (SourceUrl.TryParse(path, CamerasFile.RtspSchemes, out var url))
            return new SourceSpec { Kind = SourceKind.Rtsp, Url = url };
        if (SourceUrl.TryParse(path, CamerasFile.HttpSchemes, out url))
            return new SourceSpec { Kind = SourceKind.Mjpeg, Url = url };
        if (path.StartsWith("/dev/video", StringComparison.Ordinal))
            return new SourceSpec { Kind = SourceKind.Usb, Path = path };
        if (path.Contains("://", StringComparison.Ordinal))
            throw new UserErrorException("a source must be a file, a folder, a /dev/video device, or an address that starts with rtsp://, rtsps://, http:// or https:// (not shown, for it may hold a password)");
        return new SourceSpec { Kind = Directory.Exists(path) || IsPicture(path) ? SourceKind.Folder : SourceKind.Video, Path = path, Loop = loop };
    }

    private static string Name(string path)
    {
        const int Longest = FrameId.MaxCameraLength - 8;
        var name = SourceUrl.TryParse(path, [.. CamerasFile.RtspSchemes, .. CamerasFile.HttpSchemes], out var url)
            ? url.Uri.Host
            : Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path));
        var id = string.Concat(name.Select(c => FrameId.IsCamera([c]) ? c : '-'));
        return id.Length == 0 ? "source" : id.Length > Longest ? id[..Longest] : id;
    }
}
