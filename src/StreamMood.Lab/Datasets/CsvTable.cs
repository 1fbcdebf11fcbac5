using System.Globalization;
using System.Text;
using StreamMood.Contracts;

namespace StreamMood.Lab.Datasets;

/// <summary>A CSV file with a header (RFC 4180: commas, quotes doubled inside quotes), read whole. Every refusal names file and row.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    private CsvTable(string path) => Path = path;

    public string Path { get; }

    public List<CsvRow> Rows { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; UTF-8.</param>
    /// <param name="required">Columns that must be there.</param>
    /// <exception cref="UserErrorException">When it cannot be read, lacks a column, or a row has more or fewer fields than the header.</exception>
    public static CsvTable Read(string path, params ReadOnlySpan<string> required)
    {
        var table = new CsvTable(path);
        try
        {
            using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            table.Fill(reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new UserErrorException(e is FileNotFoundException or DirectoryNotFoundException
                ? $"{path}: there is no such file"
                : $"{path} cannot be read as text: {e.Message}", e);
        }

        foreach (var column in required)
            if (!table.Has(column))
                throw new UserErrorException($"{path} row 1: column '{column}' is missing; found {string.Join(", ", table._columns.Keys.Take(12))}");
        return table;
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyCollection<string> Columns => _columns.Keys;

    public bool Has(string column) => _columns.ContainsKey(column);

    public int Index(string column) => _columns[column];

    private void Fill(TextReader reader)
    {
        var number = 1;
        if (Split(reader, ref number) is not { } header)
            throw new UserErrorException($"{Path} is empty; expected a header of column names");
        for (var i = 0; i < header.Length; i++)
            if (!_columns.TryAdd(header[i].Trim(), i))
                throw new UserErrorException($"{Path} row 1: column '{header[i].Trim()}' stands there twice");
        for (var at = ++number; Split(reader, ref number) is { } fields; at = ++number)
        {
            if (fields is [""])
                continue;
            if (fields.Length != header.Length)
                throw new UserErrorException($"{Path} row {at}: {fields.Length} fields, expected the header's {header.Length}");
            Rows.Add(new CsvRow(this, at, fields));
        }
    }

    // One record; the number moves on over line breaks inside quotes.
    private string[]? Split(TextReader reader, ref int number)
    {
        var line = reader.ReadLine();
        if (line is null || !line.Contains('"', StringComparison.Ordinal))
            return line?.Split(',');
        var (fields, field, quoted, first) = (new List<string>(), new StringBuilder(), false, number);
        while (true)
        {
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                    field.Append(line[i++]);
                else if (line[i] == '"')
                    quoted = !quoted;
                else if (line[i] == ',' && !quoted)
                {
                    fields.Add(field.ToString());
                    field.Clear();
                }
                else
                    field.Append(line[i]);
            }

            if (!quoted)
                return [.. fields, field.ToString()];
            line = reader.ReadLine() ?? throw new UserErrorException($"{Path} row {first}: a quote is opened and never closed");
            field.Append('\n');
            number++;
        }
    }
}

/// <summary>One record of a <see cref="CsvTable"/>.</summary>
/// <param name="Table">Where it stands.</param>
/// <param name="Number">Its line in the file, the header being 1, as editors and spreadsheets count.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record CsvRow(CsvTable Table, int Number, string[] Fields)
{
    public string this[string column] => Fields[Table.Index(column)];

    public int Int(string column, int least = 0) =>
        int.TryParse(this[column], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least
            ? value
            : throw Refuse($"column '{column}' is '{this[column]}', expected a whole number from {least}");

    public float Float(string column) =>
        float.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw Refuse($"column '{column}' is '{this[column]}', expected a number");

    public UserErrorException Refuse(string why) => new($"{Table.Path} row {Number}: {why}");
}
