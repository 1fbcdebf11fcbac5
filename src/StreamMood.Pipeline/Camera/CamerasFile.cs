using System.Text.Json;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera.Synthetic;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Reads <c>cameras.json</c>: an array of cameras, or an object with one under <c>cameras</c>. A camera has <c>id</c>,
/// <c>source</c> (<c>kind</c> synthetic, folder or video; <c>path</c>, <c>loop</c>; of a synthetic one <c>seed</c>,
/// <c>persons</c>) and may have <c>fps</c>, <c>quality</c>, <c>width</c>, <c>height</c>. Relative paths start at the file's
/// folder. Comments and trailing commas are fine. A file with any mistake is refused whole, with a line for each.
/// </summary>
public static class CamerasFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads and checks the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fps">Frames a second where a camera says nothing.</param>
    /// <exception cref="UserErrorException">With one line for each mistake, naming file and camera.</exception>
    public static IReadOnlyList<CameraSpec> Read(string path, double fps)
    {
        using var document = Parse(path);
        var errors = new List<string>();
        var cameras = new List<CameraSpec>();
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object)
        {
            var file = new JsonFields(root, path, errors);
            root = file.Take("cameras") ?? default;
            file.RefuseRest();
        }

        if (root.ValueKind != JsonValueKind.Array)
            throw new UserErrorException(string.Join('\n', [.. errors, $"{path}: must be an array of cameras, or an object with one under \"cameras\""]));
        foreach (var (index, element) in root.EnumerateArray().Index())
            if (Camera(element, index, path, fps, errors) is { } camera)
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
            var reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message;
            throw new UserErrorException($"{path}: cannot be read ({reason})", e);
        }
    }

    private static CameraSpec? Camera(JsonElement element, int index, string path, double fps, List<string> errors)
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
        var source = Source(fields, id ?? string.Empty, path, name, errors);
        var camera = new CameraSpec
        {
            Id = id ?? string.Empty,
            Source = source,
            Fps = fields.Number("fps", CameraRange.MinFps, CameraRange.MaxFps) ?? fps,
            Quality = fields.Whole("quality", CameraRange.MinQuality, CameraRange.MaxQuality),
            Width = fields.Whole("width", CameraRange.MinSide, CameraRange.MaxWidth),
            Height = fields.Whole("height", CameraRange.MinSide, CameraRange.MaxHeight),
        };
        fields.RefuseRest();
        if (source.Kind == SourceKind.Folder && (camera.Quality ?? camera.Width ?? camera.Height) is not null)
            errors.Add($"{name}: the pictures of a folder are sent as they are; remove quality, width and height");
        return errors.Count == before ? camera : null;
    }

    private static SourceSpec Source(JsonFields camera, string id, string path, string name, List<string> errors)
    {
        var none = new SourceSpec { Kind = SourceKind.Synthetic };
        if (camera.Take("source") is not { } element)
        {
            camera.Refuse("source", "is required");
            return none;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            camera.Refuse("source", "must be an object with a kind");
            return none;
        }

        var fields = new JsonFields(element, $"{name}: source", errors);
        if (fields.Text("kind", required: true) is not { } text)
            return none;
        if (!Enum.TryParse<SourceKind>(text, ignoreCase: true, out var kind) || !char.IsAsciiLetter(text[0]))
        {
            fields.Refuse("kind", $"must be synthetic, folder or video, not '{text}'");
            return none;
        }

        var source = kind == SourceKind.Synthetic
            ? new SourceSpec
            {
                Kind = kind,
                Seed = fields.Seed("seed") ?? SeededRandom.FromText(id),
                Persons = fields.Whole("persons", 1, CameraRange.MaxPersons) ?? 1,
            }
            : new SourceSpec
            {
                Kind = kind,
                Path = fields.Text("path", required: true) is { } file ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file) : null,
                Loop = fields.Flag("loop") ?? true,
            };
        fields.RefuseRest();
        return source;
    }
}
