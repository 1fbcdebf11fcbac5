using StreamMood.Contracts;

namespace StreamMood.Lab.Training.Songs;

/// <summary>Which features a song model may see, and on which scale linear learners read them.</summary>
internal static class SongFeatureSet
{
    private static readonly FeatureColumn[] Audio =
    [
        new("danceability"), new("acousticness", 1, 1e-3), new("energy"), new("instrumentalness", 1, 1e-4), new("liveness", 1, 1e-3),
        new("valence"), new("loudness"), new("speechiness", 1, 1e-3), new("tempo"),
    ];

    private static readonly FeatureColumn Duration = new("duration", 1, 1e-3, Optional: true);

    // Years before the newest count by their logarithm; the training range ends before 2022.
    private static readonly FeatureColumn Year = new("year", -1, 2023, Optional: true);

    private static readonly FeatureColumn Popularity = new("popularity", Optional: true);

    /// <summary>Names of the sets, the smallest first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["audio", "duration", "release", "all"];

    /// <summary>The columns of a set.</summary>
    /// <exception cref="UserErrorException">When no set is called so.</exception>
    public static IReadOnlyList<FeatureColumn> Named(string name) => name switch
    {
        "audio" => Audio,
        "duration" => [.. Audio, Duration],
        "release" => [.. Audio, Duration, Year],
        "all" => [.. Audio, Duration, Year, Popularity],
        _ => throw new UserErrorException($"--features '{name}' is unknown; expected {string.Join(", ", Names)}"),
    };
}
