using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamMood.Tests.Contracts.Schemas;

/// <summary>
/// The part of JSON Schema that our files use, and no more: a keyword it does not know is an error, so that none is passed over. An
/// independent validator judges the same files in tests/contracts/validate.
/// </summary>
internal sealed class SchemaValidator
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title", "description", "examples"];
    private readonly JsonElement _root;

    public SchemaValidator(string path) => _root = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    public JsonElement Root => _root;

    /// <summary>Everything that is wrong with a value; empty when nothing is. Unknown properties are wrong too: the program writes none.</summary>
    public List<string> Problems(JsonElement value)
    {
        List<string> problems = [];
        Check(_root, value, "$", problems);
        return problems;
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> problems)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var want = keyword.Value;
            if (Annotations.Contains(keyword.Name))
                continue;
            var holds = keyword.Name switch
            {
                "$ref" => Follow(want.GetString()!, value, at, problems),
                "type" => IsType(want.GetString()!, value),
                "const" => JsonElement.DeepEquals(want, value),
                "enum" => want.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)),
                "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= want.GetDouble(),
                "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= want.GetDouble(),
                "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= want.GetInt32(),
                "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= want.GetInt32(),
                "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= want.GetInt32(),
                "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, want.GetString()!),
                "format" => want.GetString() == "date-time" && (value.ValueKind != JsonValueKind.String
                    || DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _) && value.GetString()!.Contains('T', StringComparison.Ordinal)),
                "required" => value.ValueKind != JsonValueKind.Object || want.EnumerateArray().All(n => value.TryGetProperty(n.GetString()!, out _)),
                "properties" => Properties(want, value, at, problems),
                "items" => Items(want, value, at, problems),
                _ => throw new NotSupportedException($"the validator of the tests does not know '{keyword.Name}'"),
            };
            if (!holds)
                problems.Add($"{at}: {keyword.Name} {want.GetRawText()}");
        }
    }

    private bool Follow(string reference, JsonElement value, string at, List<string> problems)
    {
        Check(Resolve(_root, reference), value, at, problems);
        return true;
    }

    private bool Properties(JsonElement known, JsonElement value, string at, List<string> problems)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return true;
        foreach (var property in value.EnumerateObject())
            if (known.TryGetProperty(property.Name, out var schema))
                Check(schema, property.Value, $"{at}.{property.Name}", problems);
            else
                problems.Add($"{at}.{property.Name}: not in the schema");
        return true;
    }

    private bool Items(JsonElement schema, JsonElement value, string at, List<string> problems)
    {
        if (value.ValueKind == JsonValueKind.Array)
            for (var i = 0; i < value.GetArrayLength(); i++)
                Check(schema, value[i], $"{at}[{i}]", problems);
        return true;
    }

    /// <summary>What a <c>$ref</c> within the file points to.</summary>
    public static JsonElement Resolve(JsonElement root, string reference) =>
        reference.StartsWith("#/", StringComparison.Ordinal)
            ? reference[2..].Split('/').Aggregate(root, (at, name) => at.GetProperty(name))
            : throw new NotSupportedException($"'{reference}' does not point into its own file");

    private static bool IsType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => throw new NotSupportedException($"the validator of the tests does not know type '{type}'"),
    };
}
