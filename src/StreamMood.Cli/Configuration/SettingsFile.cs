using System.Text.Json;
using StreamMood.Contracts;

namespace StreamMood.Cli.Configuration;

/// <summary>Reads a JSON settings file into flat keys; comments and trailing commas are fine.</summary>
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Every leaf of the file, in file order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="refuse">Takes a line for each key that is given twice, in whatever case: one of the two would be lost unsaid.</param>
    /// <exception cref="UserErrorException">When the file is missing, unreadable or not a JSON object.</exception>
    public static IReadOnlyList<SettingValue> Read(string path, Action<string> refuse)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new UserErrorException($"--config {path}: expected a JSON object with sections such as \"kafka\"");
            var values = new List<SettingValue>();
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            Flatten(document.RootElement, "");
            return values;

            void Flatten(JsonElement element, string key)
            {
                switch (element.ValueKind)
                {
                    case JsonValueKind.Object:
                        foreach (var property in element.EnumerateObject())
                        {
                            var name = key.Length == 0 ? property.Name : $"{key}.{property.Name}";
                            if (seen.Add(name))
                                Flatten(property.Value, name);
                            else
                                refuse($"--config {path}: {name} is given twice");
                        }

                        break;
                    case JsonValueKind.Array:
                        foreach (var (index, item) in element.EnumerateArray().Index())
                            Flatten(item, $"{key}.{index}");
                        break;
                    case JsonValueKind.Null:
                        break;
                    default:
                        values.Add(new SettingValue(key, element.ToString(), path));
                        break;
                }
            }
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"--config {path}: not valid JSON at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", e);
        }
        catch (InvalidOperationException e)
        {
            // Half a character, such as \ud800 alone: the parser lets it pass, whoever reads the text does not.
            throw new UserErrorException($"--config {path}: a text in it is none: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--config {path}: cannot be read ({(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : FileErrors.Why(e, path))})", e);
        }
    }
}
