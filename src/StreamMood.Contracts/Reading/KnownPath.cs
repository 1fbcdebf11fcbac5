using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;

namespace StreamMood.Contracts.Reading;

/// <summary>Where JSON went wrong, in words of ours only: a path may also hold property names that somebody else made up, and what those say is nobody's business.</summary>
internal static class KnownPath
{
    private static readonly HashSet<string> Names = Find();

    /// <summary>The path as far as its names are properties of our events, such as <c>$.why.confidence</c>.</summary>
    public static string Of(JsonException e)
    {
        var known = "$";
        foreach (var step in (e.Path ?? "").Split('.').Skip(1))
        {
            var index = step.IndexOf('[', StringComparison.Ordinal);
            var name = index < 0 ? step : step[..index];
            if (!Names.Contains(name))
                break;
            known += "." + name;
        }

        return known;
    }

    private static HashSet<string> Find()
    {
        HashSet<string> names = new(Emotions.Labels, StringComparer.Ordinal);
        HashSet<Type> seen = [];
        Stack<Type> open = new([typeof(EmotionEvent), typeof(RecommendationEvent), typeof(DeadLetter), typeof(CameraReport), typeof(ControlRecord)]);
        while (open.TryPop(out var type))
        {
            if (!seen.Add(type) || EventJson.Default.GetTypeInfo(type) is not { } info)
                continue;
            if (info.ElementType is { } element)
                open.Push(element);
            if (info.Kind != JsonTypeInfoKind.Object)
                continue;
            foreach (var property in info.Properties)
            {
                names.Add(property.Name);
                open.Push(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            }
        }

        return names;
    }
}
