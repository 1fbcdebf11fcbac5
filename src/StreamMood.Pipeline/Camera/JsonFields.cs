using System.Globalization;
using System.Text.Json;

namespace StreamMood.Pipeline.Camera;

/// <summary>The fields of one JSON object, taken one by one; wrong, doubled and left-over ones become error lines.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly string _where;
    private readonly List<string> _errors;

    /// <param name="element">A JSON object.</param>
    /// <param name="where">What error lines start with.</param>
    /// <param name="errors">Where they go.</param>
    public JsonFields(JsonElement element, string where, List<string> errors)
    {
        _where = where;
        _errors = errors;
        foreach (var property in element.EnumerateObject())
            if (!_fields.TryAdd(property.Name, property.Value))
                Refuse(property.Name, "is given twice");
    }

    /// <summary>Takes a field of any kind; null when it is absent.</summary>
    public JsonElement? Take(string name)
    {
        _known.Add(name);
        return _fields.Remove(name, out var value) ? value : null;
    }

    /// <summary>Takes a text that is not empty.</summary>
    public string? Text(string name, bool required = false)
    {
        if (Take(name) is not { } value)
        {
            if (required)
                Refuse(name, "is required");
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            return text;
        Refuse(name, "must be text");
        return null;
    }

    /// <summary>Takes one of the names of an enumeration.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        if (char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value))
            return value;
        Refuse(name, $"must be {string.Join(" or ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}, not '{text}'");
        return null;
    }

    /// <summary>Takes true or false.</summary>
    public bool? Flag(string name)
    {
        if (Take(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Refuse(name, "must be true or false");
        return null;
    }

    /// <summary>Takes a number within bounds.</summary>
    public double? Number(string name, double low, double high)
    {
        if (Take(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= low && number <= high)
            return number;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {low} to {high}, not {value.GetRawText()}"));
        return null;
    }

    /// <summary>Takes a whole number within bounds.</summary>
    public int? Whole(string name, int low, int high)
    {
        if (Take(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= low && number <= high)
            return number;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {low} to {high}, not {value.GetRawText()}"));
        return null;
    }

    /// <summary>Takes a whole number of 0 or more.</summary>
    public ulong? Seed(string name)
    {
        if (Take(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var seed))
            return seed;
        Refuse(name, $"must be a whole number of 0 or more, not {value.GetRawText()}");
        return null;
    }

    /// <summary>Reports a field.</summary>
    public void Refuse(string name, string reason) => _errors.Add($"{_where}: {name} {reason}");

    /// <summary>Reports every field that nobody took.</summary>
    public void RefuseRest()
    {
        foreach (var name in _fields.Keys)
            _errors.Add($"{_where}: unknown key '{name}'; known here: {string.Join(", ", _known)}");
    }
}
