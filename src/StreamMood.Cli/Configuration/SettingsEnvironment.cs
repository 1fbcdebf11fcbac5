using System.Collections;

namespace StreamMood.Cli.Configuration;

/// <summary>Reads <c>STREAMMOOD_SECTION__KEY</c> variables, two underscores for each dot of the setting's path.</summary>
internal static class SettingsEnvironment
{
    private const string Prefix = "STREAMMOOD_";

    /// <summary>Every variable with the prefix, ordered by name.</summary>
    public static IReadOnlyList<SettingValue> Read(IDictionary variables) =>
    [
        .. variables.Cast<DictionaryEntry>()
            .Select(v => (Name: (string)v.Key, Value: (string?)v.Value ?? ""))
            .Where(v => v.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .OrderBy(v => v.Name, StringComparer.Ordinal)
            .Select(v => new SettingValue(
                v.Name[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal).ToLowerInvariant(), v.Value, $"environment variable {v.Name}")),
    ];
}
