using System.ComponentModel.DataAnnotations;
using System.Globalization;
using StreamMood.Mood.Decisions;

namespace StreamMood.Mood;

/// <summary>Settings of <see cref="MoodSettings.For"/>: those of the decision that a single camera or zone may have of its own.</summary>
public static class MoodOverrides
{
    private static readonly Dictionary<string, Func<MoodSettings, string, bool>> Setters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["strategy"] = (s, text) => Enum.TryParse<StrategyKind>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && Set(() => s.Strategy = value),
        ["goalValence"] = (s, text) => TryNumber(text, out var value) && Set(() => s.GoalValence = value),
        ["goalArousal"] = (s, text) => TryNumber(text, out var value) && Set(() => s.GoalArousal = value),
        ["step"] = (s, text) => TryNumber(text, out var value) && Set(() => s.Step = value),
        ["stepEvery"] = (s, text) => TrySeconds(text, out var value) && Set(() => s.StepEvery = value),
        ["hold"] = (s, text) => TrySeconds(text, out var value) && Set(() => s.Hold = value),
        ["arousalFloor"] = (s, text) => TryNumber(text, out var value) && Set(() => s.ArousalFloor = value),
        ["arousalCeiling"] = (s, text) => TryNumber(text, out var value) && Set(() => s.ArousalCeiling = value),
        ["quietFrom"] = (s, text) => Set(() => s.QuietFrom = text),
        ["quietTo"] = (s, text) => Set(() => s.QuietTo = text),
        ["quietCeiling"] = (s, text) => TryNumber(text, out var value) && Set(() => s.QuietCeiling = value),
        ["timeZone"] = (s, text) => Set(() => s.TimeZone = text),
    };

    /// <summary>The settings that may be overridden.</summary>
    public static IReadOnlyCollection<string> Names => Setters.Keys;

    /// <summary>What is wrong, one line each.</summary>
    internal static IEnumerable<string> Problems(MoodSettings settings)
    {
        foreach (var (path, text) in settings.For)
        {
            var (key, name) = Split(path);
            if (key.Length == 0 || !Setters.TryGetValue(name, out var set))
                yield return $"'{path}': expected a camera or zone, a dot, and one of {string.Join(", ", Names)}";
            else if (!set(settings.Copy(), text))
                yield return $"'{path}': '{text}' is no value for it, expected {Expected(name)}";
        }

        // Values that are sound each may not go together; the global settings' own faults are told once, not for every key.
        foreach (var key in settings.For.Keys.Select(p => Split(p).Key).Where(k => k.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            foreach (var problem in Faults(Of(settings, key)).Except(Faults(WithoutKeys(settings)), StringComparer.Ordinal))
                yield return $"'{key}': {problem}";
    }

    private static string Expected(string name) => name.ToUpperInvariant() switch
    {
        "STRATEGY" => string.Join(", ", Enum.GetValues<StrategyKind>().Select(k => k.Name())),
        "STEPEVERY" or "HOLD" => "a span such as 30s or 2min",
        _ => "a number",
    };

    /// <summary>The decision's settings of every key that has its own; null when none has.</summary>
    internal static IReadOnlyDictionary<string, DecisionSettings>? Apply(MoodSettings settings) => settings.For.Count == 0 ? null : settings.For.Keys
        .Select(p => Split(p).Key).Distinct(StringComparer.Ordinal).ToDictionary(k => k, k => Of(settings, k).ToDecision(), StringComparer.Ordinal);

    private static MoodSettings Of(MoodSettings settings, string key)
    {
        var own = WithoutKeys(settings);
        foreach (var (path, text) in settings.For)
            if (Split(path) is var (of, name) && of == key && Setters.TryGetValue(name, out var set))
                set(own, text);
        return own;
    }

    // The copy shares the map, which its faults must not be looked for in again.
    private static MoodSettings WithoutKeys(MoodSettings settings) => settings.Copy(withKeys: false);

    private static List<string> Faults(MoodSettings settings)
    {
        List<ValidationResult> faults = [];
        Validator.TryValidateObject(settings, new ValidationContext(settings), faults, validateAllProperties: true);
        return faults.ConvertAll(f => f.ErrorMessage ?? "");
    }

    // A camera's name may hold dots, a setting's does not.
    private static (string Key, string Name) Split(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot < 0 ? ("", path) : (path[..dot], path[(dot + 1)..]);
    }

    private static bool Set(Action assign)
    {
        assign();
        return true;
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool TrySeconds(string text, out TimeSpan value)
    {
        value = default;
        var (number, unit) = text.EndsWith("min", StringComparison.Ordinal) ? (text[..^3], 60) : text.EndsWith('s') ? (text[..^1], 1) : (text, 1);
        if (!TryNumber(number, out var seconds) || Math.Abs(seconds) > 1e6)
            return false;
        value = TimeSpan.FromSeconds(seconds * unit);
        return true;
    }
}
