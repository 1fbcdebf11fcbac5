using System.Text.Json;

namespace StreamMood.Tests.Contracts.Schemas;

/// <summary>
/// What a change of a schema may do to those who read by the earlier one: add properties, and say more in words. Everything else
/// breaks somebody: readers of what is written from now on, or ourselves reading what lies in the topics from before.
/// </summary>
internal static class SchemaCompatibility
{
    private static readonly string[] Words = ["$schema", "$id", "$defs", "title", "description", "examples"];

    /// <summary>Every incompatible difference, each a line that begins with its path.</summary>
    public static List<string> Breaks(JsonElement earlier, JsonElement later)
    {
        List<string> breaks = [];
        Compare(earlier, earlier, later, later, "$", breaks, 0);
        return breaks;
    }

    private static void Compare(JsonElement a, JsonElement rootA, JsonElement b, JsonElement rootB, string at, List<string> breaks, int depth)
    {
        if (depth > 64)
            throw new NotSupportedException($"{at}: schemas that contain themselves are not compared");
        if (a.TryGetProperty("$ref", out var reference))
        {
            Compare(SchemaValidator.Resolve(rootA, reference.GetString()!), rootA, b, rootB, at, breaks, depth + 1);
            return;
        }

        if (b.TryGetProperty("$ref", out reference))
        {
            Compare(a, rootA, SchemaValidator.Resolve(rootB, reference.GetString()!), rootB, at, breaks, depth + 1);
            return;
        }

        foreach (var name in a.EnumerateObject().Concat(b.EnumerateObject()).Select(p => p.Name).Distinct().Where(n => !Words.Contains(n)))
        {
            var (old, now) = (Value(a, name), Value(b, name));
            switch (name)
            {
                case "properties":
                    Properties(old, rootA, now, rootB, at, breaks, depth);
                    break;
                case "items" when old is { } oldItems && now is { } newItems:
                    Compare(oldItems, rootA, newItems, rootB, at + "[]", breaks, depth + 1);
                    break;
                case "required" or "enum":
                    var (before, after) = (Texts(old), Texts(now));
                    breaks.AddRange(before.Except(after).Select(v => $"{at}: {name} no longer has '{v}'"));
                    breaks.AddRange(after.Except(before).Select(v => $"{at}: {name} newly has '{v}'"));
                    break;
                default:
                    // A type, a bound, a pattern: tighter refuses what was written, wider surprises who reads.
                    if (old is null || now is null || !JsonElement.DeepEquals(old.Value, now.Value))
                        breaks.Add($"{at}: {name} was {old?.GetRawText() ?? "absent"} and is {now?.GetRawText() ?? "absent"}");
                    break;
            }
        }
    }

    private static void Properties(JsonElement? old, JsonElement rootA, JsonElement? now, JsonElement rootB, string at, List<string> breaks, int depth)
    {
        foreach (var property in old?.EnumerateObject().AsEnumerable() ?? [])
            if (now is { } known && known.TryGetProperty(property.Name, out var schema))
                Compare(property.Value, rootA, schema, rootB, $"{at}.{property.Name}", breaks, depth + 1);
            else
                breaks.Add($"{at}.{property.Name}: is gone");
    }

    private static JsonElement? Value(JsonElement schema, string name) => schema.TryGetProperty(name, out var value) ? value : null;

    private static string[] Texts(JsonElement? values) => [.. values?.EnumerateArray().Select(v => v.GetRawText().Trim('"')) ?? []];
}
