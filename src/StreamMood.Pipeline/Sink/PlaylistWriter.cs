using System.Text;
using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Sink;

/// <summary>
/// Writes the songs of a camera or zone as an extended M3U file, whole or not at all: a player that reads at any moment finds the old
/// list or the new one. A recommendation without songs leaves the file as it is.
/// </summary>
public sealed class PlaylistWriter : ISinkTarget
{
    private readonly string _folder;

    /// <summary>A writer into <paramref name="folder"/>, which is made.</summary>
    /// <exception cref="Contracts.UserErrorException">When the folder cannot be made or written to.</exception>
    public PlaylistWriter(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(_folder);
            var probe = Path.Combine(_folder, $".streammood-{Environment.ProcessId}.tmp");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Contracts.UserErrorException($"--out {folder}: cannot be written to ({Contracts.FileErrors.WhyNoFolder(e, _folder)}); name a folder that can", e);
        }
    }

    /// <summary>The file of a camera, <c>lobby.m3u8</c>, a zone, <c>zone-foyer.m3u8</c>, or a face, <c>lobby-track-3.m3u8</c>.</summary>
    public static string FileName(RecommendationEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Zone is { } zone ? $"zone-{zone}.m3u8" : value.Track is { } track ? FormattableString.Invariant($"{value.Camera}-track-{track}.m3u8") : $"{value.Camera}.m3u8";
    }

    /// <summary>A list as text, each line ending with LF. A song's id is its location; line breaks in titles become spaces.</summary>
    public static string Format(RecommendationEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder("#EXTM3U\n");
        text.Append("#PLAYLIST:").Append(value.Camera).Append(": ").Append(value.Category.Name()).Append('\n');
        foreach (var song in value.Songs ?? [])
        {
            var artist = Line(song.Artist);
            text.Append("#EXTINF:-1,").Append(artist).Append(artist.Length > 0 ? " - " : "").Append(Line(song.Title)).Append('\n');
            var location = Line(song.Id);
            text.Append(location.StartsWith('#') ? "./" : "").Append(location).Append('\n'); // '#' begins a comment
        }

        return text.ToString();
    }

    /// <inheritdoc />
    public async Task<WebhookOutcome> DeliverAsync(SinkEvent e, Action<string> retried, CancellationToken stop, CancellationToken abort)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (e.Value.Songs is not { Count: > 0 })
            return new WebhookOutcome(null, "", 0);
        var path = Path.Combine(_folder, FileName(e.Value));
        var partial = $"{path}.{Environment.ProcessId}.tmp"; // beside it, so that the move is one step
        try
        {
            await File.WriteAllTextAsync(partial, Format(e.Value), abort);
            File.Move(partial, path, overwrite: true);
            return new WebhookOutcome(null, "", 1);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            throw new Contracts.UserErrorException($"{path}: cannot be written ({failure.Message})", failure);
        }
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ").Replace('\0', ' ').Trim();
}
