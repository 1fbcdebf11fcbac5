using System.Text.RegularExpressions;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Values that stand elsewhere, as Kafka's own configuration providers write them: <c>${file:/run/secrets/kafka}</c> is the file's
/// text without the line's end, <c>${env:KAFKA_PASSWORD}</c> a variable of the environment. So a secret need not be in a settings
/// file or on a command line, which every user of the machine can read.
/// </summary>
internal static partial class SettingReferences
{
    /// <summary>Whether a value refers to another place.</summary>
    public static bool Any(string value) => Reference().IsMatch(value);

    /// <summary>Puts what is referred to in its place; what cannot be read becomes a problem that names the setting.</summary>
    public static string Resolve(string name, string value, ICollection<string> problems) => Reference().Replace(value, match =>
    {
        var (kind, place) = (match.Groups[1].Value, match.Groups[2].Value);
        try
        {
            var found = kind == "file" ? File.ReadAllText(place).TrimEnd('\r', '\n') : Environment.GetEnvironmentVariable(place);
            if (found is { Length: > 0 })
                return found;
            problems.Add($"{name} refers to {match.Value}, which is {(found is null ? "not set" : "empty")}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add($"{name} refers to {match.Value}, which cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}");
        }

        return "";
    });

    [GeneratedRegex(@"\$\{(file|env):([^}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
