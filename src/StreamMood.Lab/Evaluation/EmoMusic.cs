using MathNet.Numerics.Statistics;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Lab.Evaluation;

/// <summary>
/// emoMusic (Soleymani et al. 2013, "1000 songs for emotional analysis of music"): human valence and arousal, 1 to 9, of songs from the
/// Free Music Archive. It has no Spotify features and hardly a song in common with tables that do, so the model cannot be asked
/// about the very songs that people rated. What is left are genres, which both sides name.
/// </summary>
internal static class EmoMusic
{
    private const int FewestSongs = 10, FewestGenres = 4;
    private const double Middle = 5, Reach = 4;

    private const string Caveat =
        "genres only: the rated songs have no audio features here, so this compares averages of different songs; a handful of genres proves little";

    public static SongTransfer Compare(string folder, string catalogue, SongModel model, double featureCorrelation)
    {
        var info = CsvTable.Read(Path.Combine(folder, "songs_info.csv"), "song_id", "Artist", "Song title", "Genre");
        var ratings = CsvTable.Read(Path.Combine(folder, "static_annotations.csv"), "song_id", "mean_arousal", "mean_valence")
            .Rows.ToDictionary(r => r["song_id"], r => (Valence: (r.Float("mean_valence") - Middle) / Reach, Arousal: (r.Float("mean_arousal") - Middle) / Reach));
        var rated = info.Rows.Where(r => ratings.ContainsKey(r["song_id"].Trim()))
            .Select(r => (Genre: r["Genre"].Trim(), Title: Key(r["Song title"], r["Artist"]), Mood: ratings[r["song_id"].Trim()])).ToArray();
        // A column of moods must not stand in for the model.
        var songs = SongCatalogue.Load(catalogue, model, useGiven: false).Songs;
        var known = songs.Select(s => Key(s.Title, s.Artist)).ToHashSet(StringComparer.Ordinal);
        var genres = rated.GroupBy(r => r.Genre).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
        {
            var scored = songs.Where(s => s.Genre.Contains(g.Key, StringComparison.OrdinalIgnoreCase)).Select(s => s.Shares).ToArray();
            return new GenreTransfer(
                g.Key, g.Count(), SongEvaluation.Round(g.Average(r => r.Mood.Valence)), SongEvaluation.Round(g.Average(r => r.Mood.Arousal)), scored.Length,
                Mean(scored, s => s.Happy + s.Calm - s.Energetic - s.Sad), Mean(scored, s => s.Happy + s.Energetic - s.Calm - s.Sad));
        }).Where(g => g.Rated >= FewestSongs && g.Scored >= FewestSongs).ToArray();
        return new SongTransfer(
            rated.Length,
            rated.GroupBy(r => Quadrant(r.Mood.Valence, r.Mood.Arousal)).OrderBy(g => g.Key).ToDictionary(g => g.Key.Name(), g => g.Count()),
            SongEvaluation.Round(Correlation.Pearson(rated.Select(r => (double)r.Mood.Valence), rated.Select(r => (double)r.Mood.Arousal))),
            SongEvaluation.Round(featureCorrelation), rated.Count(r => known.Contains(r.Title)), genres,
            Rank(genres, g => g.HumanValence, g => g.ModelValence), Rank(genres, g => g.HumanArousal, g => g.ModelArousal), Caveat);
    }

    private static string Key(string title, string artist) =>
        string.Concat($"{title}\n{artist}".Where(c => char.IsLetterOrDigit(c) || c == '\n')).ToUpperInvariant();

    private static SongCategory Quadrant(double valence, double arousal) => (valence > 0, arousal > 0) switch
    {
        (true, true) => SongCategory.Happy,
        (false, true) => SongCategory.Energetic,
        (true, false) => SongCategory.Calm,
        (false, false) => SongCategory.Sad,
    };

    private static double Mean(SongShares[] shares, Func<SongShares, float> value) =>
        shares.Length == 0 ? 0 : SongEvaluation.Round(shares.Average(s => (double)value(s)));

    private static double? Rank(GenreTransfer[] genres, Func<GenreTransfer, double> human, Func<GenreTransfer, double> model) =>
        genres.Length < FewestGenres ? null : SongEvaluation.Round(Correlation.Spearman(genres.Select(human), genres.Select(model)));
}
