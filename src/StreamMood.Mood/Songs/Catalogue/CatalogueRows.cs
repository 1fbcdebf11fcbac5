using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>A song as its row tells it.</summary>
internal readonly record struct CatalogueRow(
    string Id, string Title, string Artist, bool Explicit, string Genre, float Tempo, float Seconds, float Valence, float Energy,
    SongCategory? Category);

/// <summary>What a column is for.</summary>
internal enum ColumnRole
{
    None, Id, Title, Artist, Explicit, Genre, Category, Feature,
}

/// <summary>Collects rows of a catalogue, checks them, and keeps what was wrong with the others.</summary>
internal sealed class CatalogueRows
{
    private static readonly (ColumnRole Role, string[] Names)[] Roles =
    [
        (ColumnRole.Id, ["id", "songid", "trackid", "spotifyid", "uri"]),
        (ColumnRole.Title, ["title", "name", "song", "track", "trackname", "songname", "songtitle"]),
        (ColumnRole.Artist, ["artist", "artists", "artistname", "performer", "composer"]),
        (ColumnRole.Explicit, ["explicit"]),
        (ColumnRole.Genre, ["genre", "genres"]),
        (ColumnRole.Category, ["category", "mood"]),
    ];

    private static readonly int Valence = SongFeatures.IndexOf("valence"), Energy = SongFeatures.IndexOf("energy"),
        Tempo = SongFeatures.IndexOf("tempo"), Duration = SongFeatures.IndexOf("duration"), Year = SongFeatures.IndexOf("year");

    private const int ChunkRows = 4096;

    private readonly string _path;
    private readonly SongModel _model;
    private readonly bool _useGiven;
    private readonly int[] _wanted;
    private readonly List<CatalogueRow> _rows = [];
    private readonly List<Task<float[]>> _scores = [];
    private List<float> _features = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly float[] _values = new float[SongFeatures.All.Count];
    private (ColumnRole Role, int Feature)[] _columns = [];
    private string[] _names = [];
    private string? _problem;
    private string _id = "", _title = "", _artist = "", _genre = "";
    private bool _explicit;
    private SongCategory? _category;

    public CatalogueRows(string path, SongModel model, bool useGiven)
    {
        (_path, _model, _useGiven) = (path, model, useGiven);
        _wanted = [.. model.Features.Select(f => SongFeatures.IndexOf(f.Name))];
    }

    public int Count => _rows.Count;

    public CatalogueRow this[int song] => _rows[song];

    public List<SkippedRow> Skipped { get; } = [];

    /// <summary>Probabilities of all songs; those of earlier rows were scored while later ones were read.</summary>
    public float[] Score()
    {
        ScoreChunk();
        var all = new float[Count * SongModel.Classes];
        var at = 0;
        foreach (var chunk in _scores)
        {
            var shares = chunk.GetAwaiter().GetResult();
            shares.CopyTo(all, at);
            at += shares.Length;
        }

        return all;
    }

    public UserErrorException Refuse(string why) => new($"catalogue {_path}: {why}");

    /// <summary>What a column of this name is for, and which feature it holds.</summary>
    public static (ColumnRole Role, int Feature) RoleOf(string column)
    {
        var plain = SongFeatures.Plain(column);
        foreach (var (role, names) in Roles)
            if (names.Contains(plain))
                return (role, -1);
        var feature = SongFeatures.IndexOf(column);
        return (feature < 0 ? ColumnRole.None : ColumnRole.Feature, feature);
    }

    /// <summary>Takes the names of the columns; of two that mean the same the first counts.</summary>
    /// <exception cref="UserErrorException">When a needed one is missing.</exception>
    public void Columns(string[] names)
    {
        _names = names;
        _columns = Array.ConvertAll(names, RoleOf);
        for (var c = 0; c < _columns.Length; c++)
            if (Array.IndexOf(_columns, _columns[c]) < c || (_columns[c].Role == ColumnRole.Category && !_useGiven))
                _columns[c] = (ColumnRole.None, -1);
        var found = names.Length == 0 ? "no columns" : string.Join(", ", names.Take(20));
        if (!_columns.Any(c => c.Role is ColumnRole.Id or ColumnRole.Title))
            throw Refuse($"needs a column 'title' or 'id'; found {found}");
        if (_columns.Any(c => c.Role == ColumnRole.Category))
            return;
        var missing = _wanted.Where((f, i) => !_model.IsOptional(i) && !_columns.Contains((ColumnRole.Feature, f))).Select(f => $"'{SongFeatures.All[f].Name}'").ToArray();
        if (missing.Length > 0)
            throw Refuse($"the song model {_model.Id} needs the column{(missing.Length > 1 ? "s" : "")} {string.Join(", ", missing)}, or give each song's 'category'; found {found}");
    }

    /// <summary>Begins a row.</summary>
    public void Begin()
    {
        Array.Fill(_values, float.NaN);
        (_id, _title, _artist, _genre, _explicit, _category, _problem) = ("", "", "", "", false, null, null);
    }

    /// <summary>Takes one field of the row.</summary>
    public void Field(int column, ReadOnlySpan<char> text)
    {
        var (role, feature) = _columns[column];
        if (role == ColumnRole.None || _problem is not null)
            return;
        text = text.Trim();
        switch (role)
        {
            case ColumnRole.Id: _id = text.ToString(); break;
            case ColumnRole.Title: _title = text.ToString(); break;
            case ColumnRole.Artist: _artist = text.ToString(); break;
            case ColumnRole.Genre: _genre = text.Equals("N/A", StringComparison.OrdinalIgnoreCase) ? "" : text.ToString(); break;
            case ColumnRole.Explicit: _explicit = Flag(column, text); break;
            case ColumnRole.Category: _category = Category(column, text); break;
            default: _values[feature] = Number(column, feature, text); break;
        }
    }

    /// <summary>Takes one field that is a number already.</summary>
    public void Field(int column, double value)
    {
        var (role, feature) = _columns[column];
        if (role == ColumnRole.Feature && _problem is null)
            _values[feature] = Checked(column, feature, value, null);
        else if (role != ColumnRole.None)
            Field(column, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Ends the row: a song, or a skipped row.</summary>
    public void End(int row)
    {
        if (_id.Length == 0)
            _id = _artist.Length > 0 ? $"{_artist} – {_title}" : _title;
        if (_title.Length == 0)
            _title = _id;
        if (_problem is null && _id.Length == 0)
            _problem = "it has neither id nor title";
        for (var i = 0; _problem is null && _category is null && i < _wanted.Length; i++)
            if (float.IsNaN(_values[_wanted[i]]) && !_model.IsOptional(i))
                _problem = $"'{SongFeatures.All[_wanted[i]].Name}' is missing";
        if (_problem is null && !_ids.TryAdd(_id, row))
            _problem = string.Create(CultureInfo.InvariantCulture, $"'{_id}' stands in row {_ids[_id]} already");
        if (_problem is not null)
        {
            Skip(row, _problem);
            return;
        }

        foreach (var feature in _wanted)
            _features.Add(_values[feature]);
        _rows.Add(new CatalogueRow(
            _id, _title, _artist, _explicit, _genre, _values[Tempo], _values[Duration], _values[Valence], _values[Energy], _category));
        if (_features.Count >= ChunkRows * _wanted.Length)
            ScoreChunk();
    }

    /// <summary>Leaves a row out.</summary>
    public void Skip(int row, string why) => Skipped.Add(new SkippedRow(row, why));

    private void ScoreChunk()
    {
        var features = _features.ToArray();
        _features = new List<float>(features.Length);
        _scores.Add(Task.Run(() => _model.Score(features)));
    }

    private bool Flag(int column, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase) || text.Equals("no", StringComparison.OrdinalIgnoreCase))
            return false;
        if (text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("yes", StringComparison.OrdinalIgnoreCase))
            return true;
        _problem = $"'{_names[column]}' is '{text}', expected true or false";
        return false;
    }

    private SongCategory? Category(int column, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return null;
        foreach (var category in SongCategories.Songs)
            if (text.Equals(category.Name(), StringComparison.OrdinalIgnoreCase))
                return category;
        _problem = $"'{_names[column]}' is '{text}', expected happy, energetic, calm or sad";
        return null;
    }

    private float Number(int column, int feature, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return float.NaN;
        var number = feature == Year && text.IndexOf('-') is var dash and > 0 ? text[..dash] : text;
        if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return Checked(column, feature, value, text);
        _problem = $"'{_names[column]}' is '{text}', expected a number";
        return float.NaN;
    }

    private float Checked(int column, int feature, double value, ReadOnlySpan<char> text)
    {
        var (scale, read) = (SongFeatures.All[feature], SongFeatures.Normalise(SongFeatures.All[feature], value));
        // NaN compares as out of range too.
        if (read >= scale.Low && read <= scale.High)
            return (float)read;
        var shown = text.IsEmpty ? value.ToString(CultureInfo.InvariantCulture) : text.ToString();
        _problem = string.Create(CultureInfo.InvariantCulture, $"'{_names[column]}' is {shown}, expected {scale.Low} to {scale.High}");
        return float.NaN;
    }
}
