using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace StreamMood.Cli.Configuration;

/// <summary>
/// Writes settings onto option objects and validates them; collects every error instead of stopping at the first. The
/// framework's binder stops at the first bad value and forgets where it came from, so errors could not name the place to mend.
/// </summary>
internal sealed class SettingsBinder
{
    private const BindingFlags Settable = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _errors = [];

    /// <summary>One line an error, in the order found.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Adds an error that was found before binding.</summary>
    public void Refuse(string error) => _errors.Add(error);

    /// <summary>Applies <paramref name="values"/> in order; later ones win.</summary>
    public void Bind(object root, IEnumerable<SettingValue> values)
    {
        foreach (var value in values)
            Apply(root, value);
    }

    /// <summary>Checks the attributes of every section of <paramref name="root"/>.</summary>
    public void Validate(object root, string prefix = "")
    {
        foreach (var property in root.GetType().GetProperties(Settable).Where(p => p.GetIndexParameters().Length == 0))
        {
            var value = property.GetValue(root);
            var key = Join(prefix, property.Name);
            if (value is not null && IsSection(property.PropertyType))
            {
                Validate(value, key);
                continue;
            }

            var context = new ValidationContext(root) { MemberName = property.Name, DisplayName = key };
            foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>())
                if (attribute.GetValidationResult(value, context) is { } failure)
                    _errors.Add($"{Where(key)}: {Describe(attribute, value, failure)}");
        }

        if (root is IValidatableObject whole)
            foreach (var failure in whole.Validate(new ValidationContext(root)))
                _errors.Add($"{Where(Join(prefix, failure.MemberNames.FirstOrDefault() ?? ""))}: {failure.ErrorMessage}");
    }

    private static string Describe(ValidationAttribute attribute, object? value, ValidationResult failure) => attribute switch
    {
        AllowedValuesAttribute allowed => $"{SettingText.Show(value)} is unknown; expected {string.Join(", ", allowed.Values)}",
        { ErrorMessage: not null } => failure.ErrorMessage!,
        RangeAttribute range => $"{SettingText.Show(value)} must lie between {Bound(range, range.Minimum)} and {Bound(range, range.Maximum)}",
        RequiredAttribute => "is required",
        _ => $"{SettingText.Show(value)}: {failure.ErrorMessage}",
    };

    private static string Bound(RangeAttribute range, object bound) =>
        range.OperandType == typeof(TimeSpan) && TimeSpan.TryParse(bound.ToString(), CultureInfo.InvariantCulture, out var time)
            ? SettingText.Show(time)
            : SettingText.Show(bound).Trim('\'');

    /// <summary>Names of the sections of settings.</summary>
    public static IEnumerable<string> Sections(Type settings) => settings.GetProperties().Where(p => IsSection(p.PropertyType)).Select(p => Camel(p.Name));

    private static bool IsSection(Type type) =>
        type is { IsClass: true } && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Join(string prefix, string name) =>
        name.Length == 0 ? prefix : prefix.Length == 0 ? Camel(name) : $"{prefix}.{Camel(name)}";

    private string Where(string key) => _origins.TryGetValue(key, out var origin) && origin.StartsWith("--", StringComparison.Ordinal)
        ? origin
        : _origins.TryGetValue(key, out origin) ? $"{origin}: {key}" : key;

    private void Apply(object root, SettingValue setting)
    {
        var target = root;
        var parts = setting.Key.Split('.');
        var prefix = "";
        for (var i = 0; i < parts.Length; i++)
        {
            var property = parts[i].Length == 0 ? null : target.GetType().GetProperty(parts[i], Settable);
            if (property is null)
            {
                Unknown(setting, target, prefix);
                return;
            }

            prefix = Join(prefix, property.Name);
            var last = i == parts.Length - 1;
            if (!last && property.GetValue(target) is IDictionary<string, string> map)
            {
                map[string.Join('.', parts[(i + 1)..])] = setting.Value;
                return;
            }

            if (property.PropertyType == typeof(IReadOnlyList<string>) && (last || int.TryParse(parts[i + 1], CultureInfo.InvariantCulture, out _)))
            {
                // Elements of one origin add up; a list from a stronger origin replaces a weaker one's. A variable and a --set name
                // the element's number, which is no part of where the list comes from.
                var origin = !last && setting.Origin.EndsWith(parts[i + 1], StringComparison.Ordinal) ? setting.Origin[..^parts[i + 1].Length] : setting.Origin;
                var before = _lists.GetValueOrDefault(prefix) == origin ? (IReadOnlyList<string>?)property.GetValue(target) ?? [] : [];
                property.SetValue(target, (IReadOnlyList<string>)[.. before, setting.Value]);
                _lists[prefix] = origin;
                _origins[prefix] = setting.Origin;
                return;
            }

            if (!last && IsSection(property.PropertyType) && property.GetValue(target) is { } section)
            {
                target = section;
                continue;
            }

            if (!last || !property.CanWrite || IsSection(property.PropertyType))
            {
                Unknown(setting, target, prefix);
                return;
            }

            if (SettingText.TryRead(setting.Value, property.PropertyType, out var value, out var expected))
                property.SetValue(target, value);
            else
                _errors.Add($"{Place(setting)}: '{setting.Value}' is not {expected}");
            _origins[prefix] = setting.Origin;
        }
    }

    private static string Place(SettingValue setting) =>
        setting.Origin.StartsWith("--", StringComparison.Ordinal) ? setting.Origin : $"{setting.Origin}: {setting.Key}";

    private void Unknown(SettingValue setting, object target, string prefix)
    {
        var known = target.GetType().GetProperties(Settable).Select(p => Join(prefix, p.Name)).ToArray();
        var nearest = known.MinBy(k => Distance(k, setting.Key));
        var hint = nearest is not null && Distance(nearest, setting.Key) <= 3 ? $"did you mean {nearest}?" : $"known here: {string.Join(", ", known)}";
        _errors.Add($"{Place(setting)}: unknown setting; {hint}");
    }

    /// <summary>Levenshtein distance, case ignored.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (row[j], diagonal) = (Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost), row[j]);
            }
        }

        return row[^1];
    }
}
