using System.Text.Json;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Imaging;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Reads <c>cameras.json</c>: an array of cameras, or an object with one under <c>cameras</c> and perhaps a <c>consent</c> for all that
/// have none of their own. A camera has <c>id</c> and <c>source</c>, one that sees people also <c>consent</c> (<c>basis</c>, see
/// <see cref="ConsentBases.OfPeople"/>, <c>notice</c>, <c>recordedAt</c>), without which it is not captured, and may have <c>fps</c>, <c>quality</c>, <c>width</c>, <c>height</c>, <c>region</c> (<c>[x, y, width, height]</c>),
/// <c>masks</c> (each such a rectangle, or a polygon <c>[[x, y], [x, y], …]</c>) and <c>motion</c>; these lengths are fractions of
/// the whole picture. A source has a <c>kind</c>: <c>synthetic</c> (<c>seed</c>, <c>persons</c>), <c>folder</c> (<c>path</c>,
/// <c>loop</c>), <c>video</c> (<c>path</c>, <c>loop</c>, <c>hardware</c>), <c>rtsp</c> (<c>url</c>, <c>transport</c> tcp or udp,
/// <c>hardware</c>), <c>mjpeg</c> (<c>url</c>), <c>usb</c> (<c>path</c>, <c>format</c> mjpeg or any, <c>hardware</c>). Relative paths
/// start at the file's folder. Comments and trailing commas are fine. A file with any mistake is refused whole, with a line for each.
/// </summary>
public static class CamerasFile
{
    /// <summary>Schemes of RTSP cameras.</summary>
    internal static readonly string[] RtspSchemes = ["rtsp", "rtsps"];

    /// <summary>Schemes of MJPEG cameras.</summary>
    internal static readonly string[] HttpSchemes = ["http", "https"];

    // 0.7 + 0.3 passes 1.
    private const double Rounding = 1e-9;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads and checks the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fps">Frames a second where a camera says nothing.</param>
    /// <param name="consent">What is recorded about consent where neither camera nor file says anything; null for nothing.</param>
    /// <exception cref="UserErrorException">With one line for each mistake, naming file and camera.</exception>
    public static IReadOnlyList<CameraSpec> Read(string path, double fps, CameraConsent? consent = null)
    {
        using var document = Parse(path);
        try
        {
            return Read(document.RootElement, path, fps, consent);
        }
        catch (InvalidOperationException e)
        {
            // Half a character, such as \ud800 alone: the parser lets it pass, whoever reads the text does not.
            throw new UserErrorException($"{path}: a text in it is none: {e.Message}", e);
        }
    }

    private static List<CameraSpec> Read(JsonElement root, string path, double fps, CameraConsent? consent)
    {
        var errors = new List<string>();
        var cameras = new List<CameraSpec>();
        if (root.ValueKind == JsonValueKind.Object)
        {
            var file = new JsonFields(root, path, errors);
            consent = ConsentFields.Read(file, path, errors) ?? consent;
            root = file.Take("cameras") ?? default;
            file.RefuseRest();
        }

        if (root.ValueKind != JsonValueKind.Array)
            throw new UserErrorException(string.Join('\n', [.. errors, $"{path}: must be an array of cameras, or an object with one under \"cameras\""]));
        foreach (var (index, element) in root.EnumerateArray().Index())
            if (Camera(element, index, path, (fps, consent), errors) is { } camera)
                cameras.Add(camera);
        if (root.GetArrayLength() == 0)
            errors.Add($"{path}: there is no camera in it");
        foreach (var twice in cameras.GroupBy(c => c.Id).Where(g => g.Count() > 1))
            errors.Add($"{path}: camera '{twice.Key}': the id is used {twice.Count()} times");
        return errors.Count == 0 ? cameras : throw new UserErrorException(string.Join('\n', errors));
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path}: not valid JSON at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : FileErrors.Why(e, path);
            throw new UserErrorException($"{path}: cannot be read ({reason})", e);
        }
    }

    private static CameraSpec? Camera(JsonElement element, int index, string path, (double Fps, CameraConsent? Consent) defaults, List<string> errors)
    {
        var before = errors.Count;
        var name = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("id", out var named) && named.ValueKind == JsonValueKind.String
            ? $"{path}: camera '{named.GetString()}'"
            : $"{path}: camera number {index + 1}";
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{name}: must be an object with id and source");
            return null;
        }

        var fields = new JsonFields(element, name, errors);
        var id = fields.Text("id", required: true);
        if (id is not null && !FrameId.IsCamera(id))
            fields.Refuse("id", $"must be 1 to {FrameId.MaxCameraLength} letters, digits, '.', '_' or '-'");
        var source = SourceReader.Read(fields, id ?? string.Empty, Path.GetDirectoryName(Path.GetFullPath(path))!, name, errors);
        var camera = new CameraSpec
        {
            Id = id ?? string.Empty,
            Source = source,
            Fps = fields.Number("fps", CameraRange.MinFps, CameraRange.MaxFps) ?? defaults.Fps,
            Quality = fields.Whole("quality", CameraRange.MinQuality, CameraRange.MaxQuality),
            Width = fields.Whole("width", CameraRange.MinSide, CameraRange.MaxWidth),
            Height = fields.Whole("height", CameraRange.MinSide, CameraRange.MaxHeight),
            Region = Region(fields),
            Masks = Masks(fields),
            Motion = fields.Number("motion", CameraRange.MinMotion, 1),
            Consent = ConsentFields.Read(fields, name, errors) ?? (source.Kind == SourceKind.Synthetic ? CameraConsent.Synthetic : defaults.Consent),
        };
        fields.RefuseRest();
        if (source.Kind == SourceKind.Folder && (camera.Quality ?? camera.Width ?? camera.Height) is not null)
            errors.Add($"{name}: the pictures of a folder are sent as they are; remove quality, width and height");
        if (source.Kind == SourceKind.Usb && camera.Width is null != camera.Height is null)
            errors.Add($"{name}: a USB camera is asked for width and height together; give both or neither");
        return errors.Count == before ? camera : null;
    }

    private static PictureRegion? Region(JsonFields fields)
    {
        if (fields.Take("region") is not { } element)
            return null;
        if (Rectangle(element) is { } region)
            return region;
        fields.Refuse("region", "must be [x, y, width, height] in fractions of the picture, inside it and not empty");
        return null;
    }

    private static PrivacyMasks? Masks(JsonFields fields)
    {
        if (fields.Take("masks") is not { } element)
            return null;
        var polygons = element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Select(Polygon).ToArray() : [];

        // An empty list is refused too: nobody should believe in a mask that is not there.
        if (polygons.Length is > 0 and <= CameraRange.MaxMasks && polygons.All(p => p is not null))
            return new PrivacyMasks(polygons!);
        fields.Refuse("masks", $"must be 1 to {CameraRange.MaxMasks} masks, each [x, y, width, height] or [[x, y], [x, y], [x, y], …], in fractions of the picture and inside it");
        return null;
    }

    private static MaskPoint[]? Polygon(JsonElement element)
    {
        if (Rectangle(element) is { } r)
            return [new(r.X, r.Y), new(r.X + r.Width, r.Y), new(r.X + r.Width, r.Y + r.Height), new(r.X, r.Y + r.Height)];
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() is < 3 or > CameraRange.MaxCorners)
            return null;
        var corners = element.EnumerateArray().Select(p => Fractions(p, 2)).ToArray();
        return corners.All(c => c is not null) ? [.. corners.Select(c => new MaskPoint(c![0], c[1]))] : null;
    }

    private static PictureRegion? Rectangle(JsonElement element) =>
        Fractions(element, 4) is [var x, var y, > 0 and var width, > 0 and var height] && x + width <= 1 + Rounding && y + height <= 1 + Rounding
            ? new PictureRegion(x, y, width, height)
            : null;

    private static double[]? Fractions(JsonElement element, int count)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != count)
            return null;
        var numbers = element.EnumerateArray()
            .Select(n => n.ValueKind == JsonValueKind.Number && n.TryGetDouble(out var number) && number is >= 0 and <= 1 ? number : double.NaN).ToArray();
        return numbers.Any(double.IsNaN) ? null : numbers;
    }
}
