using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>A song as its row tells it.</summary>
internal readonly record struct CatalogueRow(
    string Id, string Title, string Artist, bool Explicit, string Genre, float Tempo, float Seconds, float Valence, float Energy,
    SongCategory? Category);

/// <summary>Turns rows into songs, batch by batch, on other threads while the file is read on.</summary>
/// <param name="model">Gives the category where the row has none.</param>
internal sealed class SongBatches(SongModel model)
{
    // Large enough that a call into the runtime costs little, small enough that what it computes with stays in the cache.
    private const int Rows = 1024;

    private static readonly TargetMood[] Quadrants = [new(0.6f, 0.5f), new(-0.5f, 0.6f), new(0.3f, -0.5f), new(-0.6f, -0.4f)];

    private readonly int _width = model.Features.Count;
    private readonly List<Task<Song[]>> _batches = [];
    private CatalogueRow[] _rows = new CatalogueRow[Rows];
    private float[] _features = new float[Rows * model.Features.Count];
    private int _filled, _unscored;

    public int Count { get; private set; }

    /// <summary>Takes a row; a copy is made.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">All features.</param>
    /// <param name="wanted">Places in <paramref name="values"/> of what the model reads.</param>
    public void Add(in CatalogueRow row, ReadOnlySpan<float> values, ReadOnlySpan<int> wanted)
    {
        _rows[_filled++] = row;
        Count++;
        if (row.Category is null)
        {
            var into = _features.AsSpan(_unscored++ * _width, _width);
            for (var i = 0; i < into.Length; i++)
                into[i] = values[wanted[i]];
        }

        if (_filled == Rows)
            Begin();
    }

    /// <summary>All songs in the order of their rows.</summary>
    public Song[] Finish()
    {
        if (_filled > 0)
            Begin();
        var (songs, at) = (new Song[Count], 0);
        foreach (var batch in _batches)
        {
            var made = batch.GetAwaiter().GetResult();
            made.CopyTo(songs, at);
            at += made.Length;
        }

        return songs;
    }

    private void Begin()
    {
        var (rows, features) = (_rows.AsMemory(0, _filled), _features.AsMemory(0, _unscored * _width));
        _batches.Add(Task.Run(() => Make(rows.Span, features)));
        (_rows, _features, _filled, _unscored) = (new CatalogueRow[Rows], new float[Rows * _width], 0, 0);
    }

    private Song[] Make(ReadOnlySpan<CatalogueRow> rows, Memory<float> features)
    {
        var shares = new float[features.Length / _width * SongModel.Classes];
        if (shares.Length > 0)
            model.Score(features, shares);
        Span<float> given = stackalloc float[SongModel.Classes];
        var (songs, scored) = (new Song[rows.Length], 0);
        for (var i = 0; i < songs.Length; i++)
        {
            if (rows[i].Category is not { } category)
            {
                songs[i] = Make(in rows[i], shares.AsSpan(scored++ * SongModel.Classes, SongModel.Classes));
                continue;
            }

            given.Clear();
            given[category - SongCategory.Happy] = 1;
            songs[i] = Make(in rows[i], given);
        }

        return songs;
    }

    private static Song Make(in CatalogueRow row, ReadOnlySpan<float> shares)
    {
        var best = 0;
        var expected = default(TargetMood);
        for (var k = 0; k < shares.Length; k++)
        {
            if (shares[k] > shares[best])
                best = k;
            expected = new(expected.Valence + shares[k] * Quadrants[k].Valence, expected.Arousal + shares[k] * Quadrants[k].Arousal);
        }

        var mood = new TargetMood(
            float.IsNaN(row.Valence) ? expected.Valence : 2 * row.Valence - 1,
            float.IsNaN(row.Energy) ? expected.Arousal : 2 * row.Energy - 1);
        return new Song(
            row.Id, row.Title, row.Artist, row.Explicit, row.Genre, row.Tempo, row.Seconds, mood, SongCategory.Happy + best,
            new SongShares(shares[0], shares[1], shares[2], shares[3]));
    }
}
