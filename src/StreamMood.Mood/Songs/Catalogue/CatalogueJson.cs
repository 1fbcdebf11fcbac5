using System.Text.Json;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>Reads a JSON list of objects, or one object a line; properties are mapped by name as columns are.</summary>
internal static class CatalogueJson
{
    public static void Read(byte[] file, CatalogueRows rows, bool lines)
    {
        var json = file.AsMemory(file.AsSpan() is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
        if (lines)
            ReadLines(json, rows);
        else
            ReadList(json, rows);
    }

    private static void ReadList(ReadOnlyMemory<byte> json, CatalogueRows rows)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw rows.Refuse($"it is not JSON: {e.Message}");
        }

        using (document)
        {
            var list = document.RootElement;
            if (list.ValueKind == JsonValueKind.Object && list.TryGetProperty("songs", out var songs))
                list = songs;
            if (list.ValueKind != JsonValueKind.Array)
                throw rows.Refuse("expected a JSON list of songs, or an object with a list 'songs'");
            var reader = new ObjectReader(rows, list.EnumerateArray());
            var row = 0;
            foreach (var song in list.EnumerateArray())
                reader.Read(song, ++row);
        }
    }

    private static void ReadLines(ReadOnlyMemory<byte> json, CatalogueRows rows)
    {
        // Columns are only known once every line is read.
        var (parsed, row) = (new List<(int Row, JsonElement Song)>(), 0);
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
                using var document = JsonDocument.Parse(line);
                parsed.Add((row, document.RootElement.Clone()));
            }
            catch (JsonException)
            {
                rows.Skip(row, "it is not JSON");
            }
        }

        var reader = new ObjectReader(rows, parsed.Select(p => p.Song));
        foreach (var (at, song) in parsed)
            reader.Read(song, at);
    }

    private sealed class ObjectReader
    {
        private readonly CatalogueRows _rows;
        private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
        private readonly string[] _names;

        public ObjectReader(CatalogueRows rows, IEnumerable<JsonElement> songs)
        {
            _rows = rows;
            foreach (var song in songs)
            {
                if (song.ValueKind != JsonValueKind.Object)
                    continue;
                var at = 0;
                foreach (var property in song.EnumerateObject())
                {
                    // Songs mostly have the same properties in the same order; only others are looked up.
                    if (at < _columns.Count && _order[at] is { } known && property.NameEquals(known))
                    {
                        at++;
                        continue;
                    }

                    if (_columns.TryAdd(property.Name, _columns.Count))
                        _order.Add(property.Name);
                    at++;
                }
            }

            _names = [.. _order];
            rows.Columns(_names);
        }

        private readonly List<string> _order = [];

        public void Read(JsonElement song, int row)
        {
            if (song.ValueKind != JsonValueKind.Object)
            {
                _rows.Skip(row, $"it is a JSON {song.ValueKind.ToString().ToLowerInvariant()}, expected an object");
                return;
            }

            _rows.Begin();
            var at = 0;
            foreach (var property in song.EnumerateObject())
            {
                var column = at < _names.Length && property.NameEquals(_names[at]) ? at : _columns[property.Name];
                at++;
                switch (property.Value.ValueKind)
                {
                    case JsonValueKind.Number:
                        _rows.Field(column, property.Value.GetDouble());
                        break;
                    case JsonValueKind.String:
                        _rows.Field(column, property.Value.GetString());
                        break;
                    case JsonValueKind.True or JsonValueKind.False:
                        _rows.Field(column, property.Value.GetBoolean() ? "true" : "false");
                        break;
                    case JsonValueKind.Array:
                        _rows.Field(column, string.Join(", ", property.Value.EnumerateArray().Select(e => e.ToString())));
                        break;
                    default:
                        break; // null: missing
                }
            }

            _rows.End(row);
        }
    }
}
