using System.Text;
using System.Text.Json;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>
/// Reads a JSON list of objects, or one object a line; properties are mapped by name as columns are. Goes through the file twice, since
/// what columns there are is only known at its end.
/// </summary>
internal sealed class CatalogueJson
{
    private readonly CatalogueRows _rows;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<byte[]> _names = [];
    private byte[] _scratch = new byte[256];

    private CatalogueJson(CatalogueRows rows) => _rows = rows;

    public static void Read(byte[] file, CatalogueRows rows, bool lines)
    {
        var json = file.AsMemory(file.AsSpan() is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
        if (lines)
            new CatalogueJson(rows).ReadLines(json);
        else
            new CatalogueJson(rows).ReadList(json.Span);
    }

    private void ReadList(ReadOnlySpan<byte> json)
    {
        try
        {
            var names = List(json);
            while (names.Read() && names.TokenType != JsonTokenType.EndArray)
                Learn(ref names);
            while (names.Read())
            {
                // To the end, so that what is no JSON is refused before any row is taken.
            }
        }
        catch (JsonException e)
        {
            throw _rows.Refuse($"it is not JSON: {e.Message}");
        }

        Begin();
        var songs = List(json);
        var row = 0;
        while (songs.Read() && songs.TokenType != JsonTokenType.EndArray)
            Take(ref songs, ++row);
    }

    // At the list itself.
    private Utf8JsonReader List(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("songs"u8);
                reader.Read();
                if (found)
                    break;
                reader.Skip();
            }
        }

        return reader.TokenType == JsonTokenType.StartArray ? reader : throw _rows.Refuse("expected a JSON list of songs, or an object with a list 'songs'");
    }

    private void ReadLines(ReadOnlyMemory<byte> json)
    {
        var (objects, row) = (new List<(int Row, ReadOnlyMemory<byte> Line)>(), 0);
        while (!json.IsEmpty)
        {
            var end = json.Span.IndexOf((byte)'\n');
            var line = end < 0 ? json : json[..end];
            json = end < 0 ? default : json[(end + 1)..];
            row++;
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
                continue;
            try
            {
                var reader = new Utf8JsonReader(line.Span);
                reader.Read();
                Learn(ref reader);
                reader.Read(); // nothing may follow
                objects.Add((row, line));
            }
            catch (JsonException)
            {
                _rows.Skip(row, "it is not JSON");
            }
        }

        Begin();
        foreach (var (at, line) in objects)
        {
            var reader = new Utf8JsonReader(line.Span);
            reader.Read();
            Take(ref reader, at);
        }
    }

    private void Begin() => _rows.Columns([.. _names.Select(Encoding.UTF8.GetString)]);

    // Names the columns of one song.
    private void Learn(ref Utf8JsonReader reader)
    {
        var begin = reader;
        try
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                LearnNames(ref reader);
            else
                reader.Skip();
        }
        catch (InvalidOperationException)
        {
            // Half a character, see Take, which says so.
            reader = begin;
            reader.Skip();
        }
    }

    private void LearnNames(ref Utf8JsonReader reader)
    {
        for (var at = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; at++)
        {
            // Songs mostly have the same properties in the same order; only others are looked up.
            if (at >= _names.Count || !reader.ValueTextEquals(_names[at]))
            {
                var name = reader.GetString()!;
                if (_columns.TryAdd(name, _columns.Count))
                    _names.Add(Encoding.UTF8.GetBytes(name));
            }

            reader.Read();
            reader.Skip();
        }
    }

    private void Take(ref Utf8JsonReader reader, int row)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _rows.Skip(row, $"it is a JSON {Kind(reader.TokenType)}, expected an object");
            reader.Skip();
            return;
        }

        var begin = reader;
        try
        {
            TakeFields(ref reader);
            _rows.End(row);
        }
        catch (InvalidOperationException)
        {
            // JSON can spell what no text can hold, and the reader refuses it only when it is asked for the text.
            _rows.Skip(row, "it holds half a character: one of \\ud800 to \\udfff without its other half");
            reader = begin;
            reader.Skip();
        }
    }

    private void TakeFields(ref Utf8JsonReader reader)
    {
        _rows.Begin();
        for (var at = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; at++)
        {
            var column = at < _names.Count && reader.ValueTextEquals(_names[at]) ? at : _columns[reader.GetString()!];
            reader.Read();
            if (!_rows.Wants(column))
                reader.Skip();
            else if (reader.TokenType == JsonTokenType.StartArray)
                _rows.Field(column, Joined(ref reader));
            else if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
                _rows.Field(column, Text(ref reader));
            else
                reader.Skip(); // null: missing
        }
    }

    private ReadOnlySpan<byte> Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan.Trim(" \t\r\n"u8);
        if (_scratch.Length < reader.ValueSpan.Length)
            _scratch = new byte[reader.ValueSpan.Length * 2];
        return _scratch.AsSpan(0, reader.CopyString(_scratch)).Trim(" \t\r\n"u8);
    }

    private byte[] Joined(ref Utf8JsonReader reader)
    {
        var parts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                parts.Add(Encoding.UTF8.GetString(Text(ref reader)));
            reader.Skip();
        }

        return Encoding.UTF8.GetBytes(string.Join(", ", parts));
    }

    private static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        JsonTokenType.Null => "null",
        JsonTokenType.True => "true",
        _ => "false",
    };
}
