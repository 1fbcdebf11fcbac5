using System.Text.Json;
using System.Text.RegularExpressions;
using StreamMood.Pipeline.Camera.Synthetic;

namespace StreamMood.Pipeline.Camera;

/// <summary>Reads a camera's <c>source</c> out of <c>cameras.json</c>, see <see cref="CamerasFile"/>.</summary>
internal static partial class SourceReader
{
    private static readonly SourceSpec None = new() { Kind = SourceKind.Synthetic };

    /// <param name="camera">The camera's fields.</param>
    /// <param name="id">Its id, which is a synthetic one's seed where none is given.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="name">What error lines start with.</param>
    /// <param name="errors">Where they go.</param>
    public static SourceSpec Read(JsonFields camera, string id, string folder, string name, List<string> errors)
    {
        if (camera.Take("source") is not { } element)
        {
            camera.Refuse("source", "is required");
            return None;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            camera.Refuse("source", "must be an object with a kind");
            return None;
        }

        var fields = new JsonFields(element, $"{name}: source", errors);
        if (fields.Text("kind", required: true) is not { } text)
            return None;
        if (!Enum.TryParse<SourceKind>(text, ignoreCase: true, out var kind) || !char.IsAsciiLetter(text[0]))
        {
            fields.Refuse("kind", $"must be synthetic, folder, video, rtsp, mjpeg or usb, not '{text}'");
            return None;
        }

        var source = kind switch
        {
            SourceKind.Synthetic => new SourceSpec
            {
                Kind = kind,
                Seed = fields.Seed("seed") ?? SeededRandom.FromText(id),
                Persons = fields.Whole("persons", 1, CameraRange.MaxPersons) ?? 1,
            },
            SourceKind.Rtsp => new SourceSpec
            {
                Kind = kind, Url = Url(fields, CamerasFile.RtspSchemes), Transport = fields.Choice<RtspTransport>("transport") ?? RtspTransport.Tcp, Hardware = Hardware(fields),
            },
            SourceKind.Mjpeg => new SourceSpec { Kind = kind, Url = Url(fields, CamerasFile.HttpSchemes) },
            SourceKind.Usb => new SourceSpec
            {
                Kind = kind, Path = Device(fields), Format = fields.Choice<UsbFormat>("format") ?? UsbFormat.Mjpeg, Hardware = Hardware(fields),
            },
            _ => new SourceSpec
            {
                Kind = kind,
                Path = fields.Text("path", required: true) is { } file ? Path.Combine(folder, file) : null,
                Loop = fields.Flag("loop") ?? true,
                Hardware = kind == SourceKind.Video ? Hardware(fields) : null,
            },
        };
        fields.RefuseRest();
        return source;
    }

    private static SourceUrl? Url(JsonFields fields, string[] schemes)
    {
        if (fields.Text("url", required: true) is not { } text)
            return null;
        if (!SourceUrl.TryParse(text, schemes, out var url))
            fields.Refuse("url", $"must be an address that starts with {string.Join(" or ", schemes.Select(s => s + "://"))} (not shown, for it may hold a password)");
        return url;
    }

    private static string? Device(JsonFields fields)
    {
        var path = fields.Text("path", required: true);
        if (path is not null && !path.StartsWith("/dev/", StringComparison.Ordinal))
            fields.Refuse("path", $"must be a device such as /dev/video0, not '{path}'");
        return path;
    }

    private static string? Hardware(JsonFields fields)
    {
        var name = fields.Text("hardware");
        if (name is not null && !HardwareName().IsMatch(name))
            fields.Refuse("hardware", "must be a name out of 'ffmpeg -hwaccels', or auto");
        return name;
    }

    [GeneratedRegex("^[a-z0-9_]{1,32}$")]
    private static partial Regex HardwareName();
}
