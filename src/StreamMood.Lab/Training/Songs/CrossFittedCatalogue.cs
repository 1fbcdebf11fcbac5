using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Search;
using StreamMood.Mood.Songs.Catalogue;

namespace StreamMood.Lab.Training.Songs;

/// <summary>
/// Labelled songs as a catalogue in which no song's category comes from a model that knew its label: each fifth is scored by the
/// ensemble, at default settings, trained on the other four. So a chosen song can be held against what people called it.
/// </summary>
public sealed class CrossFittedCatalogue
{
    private const int Folds = 5;

    private CrossFittedCatalogue(SongCatalogue songs, IReadOnlyDictionary<string, SongCategory> moods) => (Songs, Moods) = (songs, moods);

    /// <summary>The catalogue.</summary>
    public SongCatalogue Songs { get; }

    /// <summary>What people called each song, by id.</summary>
    public IReadOnlyDictionary<string, SongCategory> Moods { get; }

    /// <summary>Reads and scores labelled songs.</summary>
    /// <param name="data">CSV of labelled songs, as for <c>train songs</c>.</param>
    /// <param name="seed">Same seed, same folds.</param>
    /// <param name="cancellationToken">Ends it between fits.</param>
    /// <exception cref="UserErrorException">When the data is wrong.</exception>
    public static CrossFittedCatalogue Make(string data, int seed, CancellationToken cancellationToken)
    {
        var columns = SongFeatureSet.Named("release");
        var optional = columns.Where(c => c.Optional).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var table = SongTable.Read(data, [.. columns.Select(c => c.Name)], optional);
        var raw = new TrainingSet([.. table.Rows], [.. table.Labels], SongTable.Categories.Count);
        var fold = StratifiedFolds.Draw(raw.Labels, Folds, new Random(seed), [.. table.Artists]);
        var settings = SongLearning.Members.ToDictionary(m => m, m => AllLearners.Named(m).Space.Default);
        var (valence, energy) = (Column("valence"), Column("energy"));
        var (songs, moods) = (new Song[raw.Count], new Dictionary<string, SongCategory>(StringComparer.Ordinal));
        for (var f = 0; f < Folds; f++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (inside, outside) = RandomSearch.Split(fold, f);
            var model = SongLearning.Train(SongLearning.Ensemble, raw.Take(inside), columns, settings, seed);
            foreach (var i in outside)
            {
                var shares = Array.ConvertAll(model.Predict(raw.Rows[i]), p => (float)p);
                var mood = new TargetMood(2 * (float)raw.Rows[i][valence] - 1, 2 * (float)raw.Rows[i][energy] - 1);
                songs[i] = new Song(
                    table.Ids[i], table.Titles[i], table.Artists[i], false, "", float.NaN, float.NaN, mood,
                    SongTable.Categories[SongEstimate.Best(shares)], new SongShares(shares[0], shares[1], shares[2], shares[3]));
                moods[table.Ids[i]] = SongTable.Categories[raw.Labels[i]];
            }
        }

        return new CrossFittedCatalogue(SongCatalogue.Of(data, "ensemble@cross-fitted", songs), moods);

        int Column(string name) => columns.TakeWhile(c => c.Name != name).Count();
    }
}
