using YamlDotNet.RepresentationModel;

namespace StreamMood.Tests.Infra;

/// <summary>YAML files of the repository, merged (<c>&lt;&lt;</c>) as their readers merge them.</summary>
internal static class Yaml
{
    public static IReadOnlyList<YamlMappingNode> Read(params string[] path)
    {
        using var reader = File.OpenText(Path.Combine([Repository.Root, .. path]));
        var stream = new YamlStream();
        stream.Load(reader);
        return [.. stream.Documents.Select(d => (YamlMappingNode)d.RootNode)];
    }

    /// <summary>What lies at a path of keys and numbers; null when nothing does.</summary>
    public static YamlNode? At(this YamlNode? node, params object[] path)
    {
        foreach (var step in path)
            node = (node, step) switch
            {
                (YamlMappingNode map, string key) => Merged(map).GetValueOrDefault(key),
                (YamlSequenceNode list, int index) when index < list.Children.Count => list[index],
                _ => null,
            };
        return node;
    }

    public static string? Text(this YamlNode? node, params object[] path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IReadOnlyList<YamlNode> Items(this YamlNode? node, params object[] path) => node.At(path) is YamlSequenceNode list ? [.. list.Children] : [];

    public static IEnumerable<(string Key, YamlNode Value)> Entries(this YamlNode? node, params object[] path) =>
        node.At(path) is YamlMappingNode map ? Merged(map).Select(c => (c.Key, c.Value)) : [];

    public static string[] Words(this YamlNode? node, params object[] path) => [.. node.Items(path).Select(i => ((YamlScalarNode)i).Value!)];

    // A map's own keys over those that it merges.
    private static Dictionary<string, YamlNode> Merged(YamlMappingNode map)
    {
        var own = map.Children.ToDictionary(c => ((YamlScalarNode)c.Key).Value!, c => c.Value, StringComparer.Ordinal);
        if (own.Remove("<<", out var merged))
            foreach (var (key, value) in Merged((YamlMappingNode)merged))
                own.TryAdd(key, value);
        return own;
    }
}
