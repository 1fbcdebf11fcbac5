using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs;

namespace StreamMood.Lab.Datasets;

/// <summary>Songs with features and the category somebody gave them.</summary>
internal sealed class SongTable
{
    /// <summary>The categories in class order.</summary>
    public static IReadOnlyList<SongCategory> Categories => SongCategories.Songs;

    private SongTable(string path) => Path = path;

    public string Path { get; }

    /// <summary>Features a row, in the order asked for; NaN where an optional one is missing.</summary>
    public List<double[]> Rows { get; } = [];

    /// <summary>Class of each row, an index into <see cref="Categories"/>.</summary>
    public List<int> Labels { get; } = [];

    /// <summary>Id of each row; its line where there is no such column.</summary>
    public List<string> Ids { get; } = [];

    /// <summary>Title of each row; its id where there is no such column.</summary>
    public List<string> Titles { get; } = [];

    /// <summary>Artist of each row; its title where there is no such column.</summary>
    public List<string> Artists { get; } = [];

    /// <summary>Rows left out because the song stood there already.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Rows left out because the same song stands there with another mood too.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Reads a CSV with columns <c>mood</c> (or <c>category</c>), the features, and optionally <c>id</c>, <c>name</c>, <c>artist</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">Names of <see cref="SongFeatures"/>.</param>
    /// <param name="optional">Those that may be absent or empty.</param>
    /// <exception cref="UserErrorException">When a column is missing or a value is not what it should be; names file and row.</exception>
    public static SongTable Read(string path, IReadOnlyList<string> features, IReadOnlySet<string> optional)
    {
        var csv = CsvTable.Read(path);
        var mood = csv.Has("mood") ? "mood" : csv.Has("category") ? "category" : throw Missing("'mood' (Happy, Energetic, Calm or Sad)");
        var columns = features.Select(name => csv.Columns.FirstOrDefault(c => Feature(name).IsCalled(c))
            ?? (optional.Contains(name) ? null : throw Missing($"'{name}'"))).ToArray();
        var table = new SongTable(path);
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var (dropped, keys) = (new HashSet<int>(), new List<string>());
        foreach (var row in csv.Rows)
        {
            var label = Label(row, mood);
            var values = features.Select((name, f) => columns[f] is { } column ? Value(row, column, Feature(name), optional.Contains(name)) : double.NaN).ToArray();
            string[] names = [Text(row, "id"), Text(row, "name") is { Length: > 0 } title ? $"{title}\n{Text(row, "artist")}" : ""];
            var before = names.Where(n => n.Length > 0 && seen.ContainsKey(n)).Select(n => seen[n]).ToArray();
            if (before.Length > 0)
            {
                table.Duplicates++;
                if (before.Any(b => table.Labels[b] != label) && dropped.Add(before[0]))
                    table.Conflicts++;
                continue;
            }

            foreach (var name in names.Where(n => n.Length > 0))
                seen[name] = table.Rows.Count;
            table.Rows.Add(values);
            table.Labels.Add(label);
            table.Ids.Add(names[0].Length > 0 ? names[0] : string.Create(CultureInfo.InvariantCulture, $"row {row.Number}"));
            table.Titles.Add(Text(row, "name") is { Length: > 0 } named ? named : table.Ids[^1]);
            table.Artists.Add(Text(row, "artist") is { Length: > 0 } artist ? artist : string.Create(CultureInfo.InvariantCulture, $"row {row.Number}"));
        }

        foreach (var i in dropped.OrderDescending())
        {
            table.Rows.RemoveAt(i);
            table.Labels.RemoveAt(i);
            table.Artists.RemoveAt(i);
            table.Ids.RemoveAt(i);
            table.Titles.RemoveAt(i);
        }

        return table;

        UserErrorException Missing(string what) => new($"{path} row 1: column {what} is missing; found {string.Join(", ", csv.Columns.Take(20))}");
    }

    private static SongFeature Feature(string name) => SongFeatures.All[SongFeatures.IndexOf(name)];

    private static string Text(CsvRow row, string column) => row.Table.Has(column) ? row[column].Trim() : "";

    private static int Label(CsvRow row, string column)
    {
        for (var k = 0; k < Categories.Count; k++)
            if (Categories[k].Name().Equals(row[column].Trim(), StringComparison.OrdinalIgnoreCase))
                return k;
        throw row.Refuse($"column '{column}' is '{row[column]}', expected Happy, Energetic, Calm or Sad");
    }

    private static double Value(CsvRow row, string column, SongFeature feature, bool optional)
    {
        var text = row[column].AsSpan().Trim();
        if (optional && text.IsEmpty)
            return double.NaN;
        if (feature.Name == "year" && text.IndexOf('-') is var dash and > 0)
            text = text[..dash];
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            throw row.Refuse($"column '{column}' is '{row[column]}', expected a number");
        value = SongFeatures.Normalise(feature, value);
        return value >= feature.Low && value <= feature.High
            ? value
            : throw row.Refuse(string.Create(CultureInfo.InvariantCulture, $"column '{column}' is {value}, expected {feature.Low} to {feature.High}"));
    }
}
