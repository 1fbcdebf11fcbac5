using System.Globalization;

namespace StreamMood.Cli.Configuration;

/// <summary>Turns a setting's text into a value of its type.</summary>
internal static class SettingText
{
    private static readonly (string Suffix, double Seconds)[] Units =
        [("ms", 0.001), ("s", 1), ("min", 60), ("m", 60), ("h", 3600), ("d", 86400), ("", 1)];

    /// <summary>Reads <paramref name="text"/> as <paramref name="type"/>.</summary>
    /// <returns>False, with what was expected, when it cannot be read so.</returns>
    public static bool TryRead(string text, Type type, out object? value, out string expected)
    {
        value = null;
        var target = Nullable.GetUnderlyingType(type) ?? type;
        var mayBeOff = target != type;
        if (mayBeOff && text.Equals("off", StringComparison.OrdinalIgnoreCase))
        {
            expected = "off";
            return true;
        }

        if (target == typeof(string))
        {
            value = text;
            expected = "text";
            return true;
        }

        if (target == typeof(bool))
        {
            expected = "true or false";
            if (!bool.TryParse(text, out var flag))
                return false;
            value = flag;
            return true;
        }

        if (target == typeof(TimeSpan))
        {
            expected = "a duration such as 500ms, 2s or 5min";
            if (!TryReadDuration(text, out var duration))
                return false;
            value = duration;
            return true;
        }

        if (target.IsEnum)
        {
            var names = Enum.GetNames(target);
            expected = "one of " + string.Join(", ", names.Select(Kebab));
            var name = names.FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase) || Kebab(n).Equals(text, StringComparison.OrdinalIgnoreCase));
            if (name is null)
                return false;
            value = Enum.Parse(target, name);
            return true;
        }

        var whole = target == typeof(int) || target == typeof(long);
        expected = (whole ? "a whole number" : "a number") + (mayBeOff ? " or off" : "");
        try
        {
            value = Convert.ChangeType(text, target, CultureInfo.InvariantCulture);
            return value is not double.NaN and not float.NaN;
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
        {
            return false;
        }
    }

    /// <summary>exactly-once of ExactlyOnce.</summary>
    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>Reads <c>500ms</c>, <c>2s</c>, <c>5min</c>, <c>1h</c>, <c>7d</c>; a bare number is seconds.</summary>
    public static bool TryReadDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var trimmed = text.Trim();
        var (suffix, seconds) = Units.First(u => trimmed.EndsWith(u.Suffix, StringComparison.OrdinalIgnoreCase));
        if (!double.TryParse(trimmed[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            || !double.IsFinite(amount) || Math.Abs(amount * seconds) > TimeSpan.MaxValue.TotalSeconds / 2)
            return false;
        duration = TimeSpan.FromSeconds(amount * seconds);
        return true;
    }

    /// <summary>Writes a value as it would be typed.</summary>
    public static string Show(object? value) => value switch
    {
        null => "nothing",
        TimeSpan t when t < TimeSpan.FromSeconds(1) && t > TimeSpan.Zero => string.Create(CultureInfo.InvariantCulture, $"{t.TotalMilliseconds:0.###}ms"),
        TimeSpan t => string.Create(CultureInfo.InvariantCulture, $"{t.TotalSeconds:0.###}s"),
        string s => $"'{s}'",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
