using System.Globalization;
using System.Text;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>Takes the rows of a catalogue field by field, checks them, and keeps what was wrong with those that are left out.</summary>
internal sealed class CatalogueRows
{
    private static readonly int Valence = SongFeatures.IndexOf("valence"), Energy = SongFeatures.IndexOf("energy"),
        Tempo = SongFeatures.IndexOf("tempo"), Duration = SongFeatures.IndexOf("duration"), Year = SongFeatures.IndexOf("year");

    private static readonly SongFeature[] Scales = [.. SongFeatures.All];

    private readonly string _path;
    private readonly SongModel _model;
    private readonly bool _useGiven;
    private readonly int[] _wanted;
    private readonly SongBatches _songs;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);
    private readonly float[] _values = new float[Scales.Length];
    private CatalogueColumn[] _columns = [];
    private string[] _names = [];
    private string? _problem;
    private string _id = "", _title = "", _artist = "", _genre = "";
    private bool _explicit;
    private SongCategory? _category;

    public CatalogueRows(string path, SongModel model, bool useGiven)
    {
        (_path, _model, _useGiven, _songs) = (path, model, useGiven, new SongBatches(model));
        _wanted = [.. model.Features.Select(f => SongFeatures.IndexOf(f.Name))];
    }

    public int Count => _songs.Count;

    public List<SkippedRow> Skipped { get; } = [];

    /// <summary>All songs; those of earlier rows were scored while later ones were read.</summary>
    public Song[] Finish() => _songs.Finish();

    public UserErrorException Refuse(string why) => new($"catalogue {_path}: {why}");

    /// <summary>Takes the names of the columns.</summary>
    /// <exception cref="UserErrorException">When a needed one is missing.</exception>
    public void Columns(string[] names)
    {
        _columns = CatalogueColumn.Of(names, _model, _useGiven, Refuse);
        _names = names;
    }

    /// <summary>Begins a row.</summary>
    public void Begin()
    {
        _values.AsSpan().Fill(float.NaN);
        (_id, _title, _artist, _genre, _explicit, _category, _problem) = ("", "", "", "", false, null, null);
    }

    /// <summary>Whether a field of the row still matters.</summary>
    public bool Wants(int column) => _columns[column].Role != ColumnRole.None && _problem is null;

    /// <summary>Takes one field of the row.</summary>
    /// <param name="column">Its column, one that <see cref="Wants"/> says.</param>
    /// <param name="text">UTF-8.</param>
    public void Field(int column, ReadOnlySpan<byte> text)
    {
        var (role, feature) = _columns[column];
        if (role == ColumnRole.Feature)
            _values[feature] = Number(column, feature, text);
        else if (role is ColumnRole.Id or ColumnRole.Title)
            Words(column, CatalogueText.Of(text));
        else
            Words(column, Repeated(text));
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
                _problem = $"'{Scales[_wanted[i]].Name}' is missing";
        if (_problem is null && !_ids.TryAdd(_id, row))
            _problem = string.Create(CultureInfo.InvariantCulture, $"'{_id}' stands in row {_ids[_id]} already");
        if (_problem is not null)
            Skip(row, _problem);
        else
            _songs.Add(
                new CatalogueRow(_id, _title, _artist, _explicit, _genre, _values[Tempo], _values[Duration], _values[Valence], _values[Energy], _category),
                _values, _wanted);
    }

    /// <summary>Leaves a row out.</summary>
    public void Skip(int row, string why) => Skipped.Add(new SkippedRow(row, why));

    private void Words(int column, string text)
    {
        switch (_columns[column].Role)
        {
            case ColumnRole.Id: _id = text; break;
            case ColumnRole.Title: _title = text; break;
            case ColumnRole.Artist: _artist = text; break;
            case ColumnRole.Genre: _genre = text.Equals("N/A", StringComparison.OrdinalIgnoreCase) ? "" : text; break;
            case ColumnRole.Explicit: _explicit = Flag(column, text); break;
            case ColumnRole.Category: _category = Category(column, text); break;
            default: break;
        }
    }

    // Artists and genres come back again and again: one string for each.
    private string Repeated(ReadOnlySpan<byte> text)
    {
        const int Most = 128;
        if (text.Length > Most)
            return CatalogueText.Of(text);
        Span<char> chars = stackalloc char[Most];
        ReadOnlySpan<char> words = chars[..Encoding.UTF8.GetChars(text, chars)].Trim();
        if (_repeated.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(words, out var known))
            return known;
        var made = words.ToString();
        _repeated.Add(made);
        return made;
    }

    private bool Flag(int column, string text)
    {
        if (text is "" or "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase) || text.Equals("no", StringComparison.OrdinalIgnoreCase))
            return false;
        if (text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("yes", StringComparison.OrdinalIgnoreCase))
            return true;
        _problem = $"'{_names[column]}' is '{text}', expected true or false";
        return false;
    }

    private SongCategory? Category(int column, string text)
    {
        if (text.Length == 0)
            return null;
        foreach (var category in SongCategories.Songs)
            if (text.Equals(category.Name(), StringComparison.OrdinalIgnoreCase))
                return category;
        _problem = $"'{_names[column]}' is '{text}', expected happy, energetic, calm or sad";
        return null;
    }

    private float Number(int column, int feature, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return float.NaN;
        var number = feature == Year && text.IndexOf((byte)'-') is var dash and > 0 ? text[..dash] : text;
        if (CatalogueText.TryNumber(number, out var value))
            return Checked(column, feature, value, text);
        var shown = CatalogueText.Of(text);
        if (shown.Length > 0) // otherwise spaces of another kind
            _problem = $"'{_names[column]}' is '{shown}', expected a number";
        return float.NaN;
    }

    private float Checked(int column, int feature, double value, ReadOnlySpan<byte> text)
    {
        var scale = Scales[feature];
        var read = SongFeatures.Normalise(scale, value);
        // NaN compares as out of range too.
        if (read >= scale.Low && read <= scale.High)
            return (float)read;
        _problem = string.Create(CultureInfo.InvariantCulture, $"'{_names[column]}' is {CatalogueText.Of(text)}, expected {scale.Low} to {scale.High}");
        return float.NaN;
    }
}
