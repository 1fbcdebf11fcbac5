using System.Text.Json;
using StreamMood.Contracts;

namespace StreamMood.Cli.Configuration;

/// <summary>Reads a JSON settings file into flat keys; comments and trailing commas are fine.</summary>
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Every leaf of the file, in file order.</summary>
    /// <exception cref="UserErrorException">When the file is missing, unreadable or not a JSON object.</exception>
    public static IReadOnlyList<SettingValue> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new UserErrorException($"--config {path}: expected a JSON object with sections such as \"kafka\"");
            var values = new List<SettingValue>();
            Flatten(document.RootElement, "", path, values);
            return values;
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"--config {path}: not valid JSON at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--config {path}: cannot be read ({(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)})", e);
        }
    }

    private static void Flatten(JsonElement element, string key, string path, List<SettingValue> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Flatten(property.Value, key.Length == 0 ? property.Name : $"{key}.{property.Name}", path, values);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Flatten(item, $"{key}.{index++}", path, values);
                break;
            case JsonValueKind.Null:
                break;
            default:
                values.Add(new SettingValue(key, element.ToString(), path));
                break;
        }
    }
}
