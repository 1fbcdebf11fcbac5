namespace StreamMood.Mood.Songs;

/// <summary>A number that describes a song.</summary>
/// <param name="Name">Its name in models and messages.</param>
/// <param name="Low">Least value that is not a mistake.</param>
/// <param name="High">Largest value that is not a mistake.</param>
/// <param name="Aliases">Other column names it goes by.</param>
public sealed record SongFeature(string Name, double Low, double High, params IReadOnlyList<string> Aliases)
{
    /// <summary>Whether a column of this name holds the feature; case, spaces and underscores do not matter.</summary>
    public bool IsCalled(string column)
    {
        var plain = SongFeatures.Plain(column);
        return plain == SongFeatures.Plain(Name) || Aliases.Any(a => SongFeatures.Plain(a) == plain);
    }
}

/// <summary>The features that song models may ask for, with the scales of Spotify's audio features, which most catalogues use.</summary>
public static class SongFeatures
{
    /// <summary>All features in a fixed order.</summary>
    public static IReadOnlyList<SongFeature> All { get; } =
    [
        new("danceability", 0, 1),
        new("acousticness", 0, 1),
        new("energy", 0, 1),
        new("instrumentalness", 0, 1),
        new("liveness", 0, 1),
        new("valence", 0, 1),
        new("loudness", -80, 10, "loudness_db"),
        new("speechiness", 0, 1),
        new("tempo", 0, 400, "bpm"),
        new("duration", 1, 36000, "duration_s", "duration_ms", "length", "length_ms"),
        new("year", 1400, 2100, "release_year", "release_date"),
        new("popularity", 0, 100),
    ];

    /// <summary>Place of a feature in <see cref="All"/>; −1 when no feature is called so.</summary>
    public static int IndexOf(string column)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i].IsCalled(column))
                return i;
        return -1;
    }

    /// <summary>
    /// Reads what a column holds on the feature's scale: durations in milliseconds become seconds (no song lasts 36,000 s),
    /// a date gives its year.
    /// </summary>
    public static double Normalise(SongFeature feature, double value) =>
        feature.Name == "duration" && value > feature.High ? value / 1000 : value;

    internal static string Plain(string column) =>
        string.Concat(column.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
