using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace StreamMood.Tests.Contracts.Schemas;

/// <summary>No earlier version is broken; and the checker that says so notices every kind of break.</summary>
public sealed class SchemaCompatibilityTests
{
    public static TheoryData<string> Versions => [.. Directory.GetDirectories(SchemaFiles.Baselines).Select(d => Path.GetFileName(d)!)];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Schemas_AgainstAnEarlierVersion_BreakNothing(string version)
    {
        var files = Directory.GetFiles(Path.Combine(SchemaFiles.Baselines, version));
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var now = Path.Combine(SchemaFiles.Folder, Path.GetFileName(file));
            Assert.True(File.Exists(now), $"{Path.GetFileName(file)} of {version} is gone");
            Assert.Empty(SchemaCompatibility.Breaks(new SchemaValidator(file).Root, new SchemaValidator(now).Root));
        }
    }

    [Theory]
    [InlineData("recommendation", "properties.category.enum", "\"sad\"", "\"blue\"")]
    [InlineData("recommendation", "properties.windowEnd.type", "\"string\"", "\"integer\"")]
    [InlineData("emotion", "$defs.face.properties.confidence.maximum", "1", "100")]
    public void Breaks_ChangeInAFileOfOurs_IsNamed(string kind, string path, string old, string now)
    {
        var before = SchemaFiles.Load(kind).Root;
        var node = JsonNode.Parse(before.GetRawText())!;
        var at = path.Split('.');
        var parent = at[..^1].Aggregate(node, (n, name) => n[name]!);
        parent[at[^1]] = JsonNode.Parse(parent[at[^1]]!.ToJsonString().Replace(old, now, StringComparison.Ordinal));
        var found = SchemaCompatibility.Breaks(before, Element(node));
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.Contains(at[^2], f, StringComparison.Ordinal));
    }

    [Property(MaxTest = 200)]
    public bool Breaks_OfASchemaAndItself_AreNone(int seed) => SchemaCompatibility.Breaks(Element(Made(seed)), Element(Made(seed))).Count == 0;

    [Property(MaxTest = 200)]
    public bool Breaks_OptionalPropertiesAndWordsAdded_AreNone(int seed)
    {
        var later = Made(seed);
        foreach (var part in Objects(later))
        {
            part["description"] = "more words";
            part["properties"]!["added"] = Made(seed + 1, depth: 1);
        }

        return SchemaCompatibility.Breaks(Element(Made(seed)), Element(later)).Count == 0;
    }

    [Property(MaxTest = 400)]
    public bool Breaks_OneBreakAnywhere_IsNoticed(int seed, byte where, byte how)
    {
        var later = Made(seed);
        var parts = Objects(later).ToList();
        var part = parts[where % parts.Count];
        var properties = part["properties"]!.AsObject();
        var name = properties.Select(p => p.Key).ElementAt(where % properties.Count);
        switch (how % 5)
        {
            case 0:
                properties.Remove(name);
                break;
            case 1:
                var moved = properties[name]!.DeepClone();
                properties.Remove(name);
                properties[name + "2"] = moved;
                break;
            case 2:
                properties[name]!["type"] = (string?)properties[name]!["type"] == "boolean" ? "null" : "boolean";
                break;
            case 3:
                var required = part["required"]!.AsArray();
                if (required.Count > 0)
                    required.RemoveAt(required.Count - 1);
                else
                    required.Add(name);
                break;
            default:
                properties[name] = new JsonObject { ["type"] = (string?)properties[name]!["type"], ["enum"] = new JsonArray("only this") };
                break;
        }

        return SchemaCompatibility.Breaks(Element(Made(seed)), Element(later)).Count > 0;
    }

    private static JsonElement Element(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;

    private static IEnumerable<JsonObject> Objects(JsonNode schema)
    {
        if (schema["properties"] is not JsonObject properties)
            return schema["items"] is { } items ? Objects(items) : [];
        return properties.SelectMany(p => Objects(p.Value!)).Append(schema.AsObject());
    }

    // A made-up schema, the same for a seed: objects in objects, arrays, words, bounds.
    private static JsonObject Made(int seed, int depth = 0) => Part(new System.Random(seed), depth);

    private static JsonObject Part(System.Random random, int depth)
    {
        var kind = depth == 0 ? 0 : random.Next(depth > 3 ? 2 : 0, 5);
        switch (kind)
        {
            case 0:
                var properties = new JsonObject();
                var required = new JsonArray();
                for (var i = random.Next(1, 4); i > 0; i--)
                {
                    properties["p" + i] = Part(random, depth + 1);
                    if (random.Next(2) == 0)
                        required.Add("p" + i);
                }

                return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
            case 1:
                return new JsonObject { ["type"] = "array", ["items"] = Part(random, depth + 1) };
            case 2:
                return new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("a", "b") };
            case 3:
                return new JsonObject { ["type"] = "number", ["minimum"] = random.Next(5) };
            default:
                return new JsonObject { ["type"] = "string", ["description"] = "words" };
        }
    }
}
