namespace StreamMood.Pipeline.Recommender;

/// <summary>Where a zone lies, as its operator must state it: the law allows reading emotions in some places and forbids it in others.</summary>
public static class ZoneSetting
{
    private const string Law = "Article 5(1)(f) of the EU AI Act (Regulation 2024/1689) prohibits inferring emotions of people";

    /// <summary>Those in which StreamMood runs.</summary>
    public static IReadOnlyList<string> Allowed { get; } = ["public", "shop", "hospitality", "transport", "home", "event", "research", "demonstration"];

    /// <summary>What is wrong with a setting; null when nothing is.</summary>
    public static string? Problem(string setting) => setting switch
    {
        "workplace" => $"{Law} at the workplace; StreamMood does not run there, not for medical or safety reasons either",
        "education" => $"{Law} in education institutions; StreamMood does not run there, not for medical or safety reasons either",
        _ when Allowed.Contains(setting, StringComparer.Ordinal) => null,
        _ => $"'{setting}' is not one of {string.Join(", ", Allowed)} (workplace and education are refused)",
    };
}
