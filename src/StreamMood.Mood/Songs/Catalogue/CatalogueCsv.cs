using System.Globalization;
using System.Text;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>Reads CSV (RFC 4180: commas, quotes doubled inside quotes) as people have it: a bad row costs that row only.</summary>
internal static class CatalogueCsv
{
    public static void Read(byte[] file, CatalogueRows rows)
    {
        var text = new UTF8Encoding(false).GetString(file.AsSpan() is [0xEF, 0xBB, 0xBF, .. var rest] ? rest : file);
        var (at, line, fields, scratch) = (0, 1, new List<(int Start, int Length)>(), new StringBuilder());
        if (!Next(text, ref at, ref line, fields, out _))
            throw rows.Refuse("it is empty; expected a header of column names");
        rows.Columns([.. fields.Select(f => Value(text, f, scratch).ToString().Trim())]);
        var width = fields.Count;
        while (true)
        {
            var first = line;
            if (!Next(text, ref at, ref line, fields, out var closed))
                return;
            if (fields.Count == 1 && text.AsSpan(fields[0].Start, fields[0].Length).IsWhiteSpace())
                continue;
            if (!closed)
                rows.Skip(first, "a quote is opened and never closed");
            else if (fields.Count != width)
                rows.Skip(first, string.Create(CultureInfo.InvariantCulture, $"{fields.Count} fields, expected the header's {width}"));
            else
            {
                rows.Begin();
                for (var f = 0; f < width; f++)
                    rows.Field(f, Value(text, fields[f], scratch));
                rows.End(first);
            }
        }
    }

    // One record. A quote that nothing closes ends with its line, so that the rows after it are not lost.
    private static bool Next(string text, ref int at, ref int line, List<(int Start, int Length)> fields, out bool closed)
    {
        fields.Clear();
        closed = true;
        if (at >= text.Length)
            return false;
        var (start, quoted, lines) = (at, false, 0);
        for (var i = at; ; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i >= text.Length)
            {
                closed = false;
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end + 1;
                line++;
                return true;
            }

            if (c == '"')
                quoted = !quoted;
            else if (c == '\n' && quoted)
                lines++;
            else if (!quoted && c is ',' or '\n')
            {
                var end = c == '\n' && i > start && text[i - 1] == '\r' ? i - 1 : i;
                fields.Add((start, end - start));
                start = i + 1;
                if (c == '\n')
                {
                    at = i + 1;
                    line += lines + 1;
                    return true;
                }
            }
        }
    }

    private static ReadOnlySpan<char> Value(string text, (int Start, int Length) field, StringBuilder scratch)
    {
        var raw = text.AsSpan(field.Start, field.Length);
        if (!raw.Contains('"'))
            return raw;
        scratch.Clear();
        var quoted = false;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '"')
                scratch.Append(raw[i]);
            else if (quoted && i + 1 < raw.Length && raw[i + 1] == '"')
                scratch.Append(raw[i++]);
            else
                quoted = !quoted;
        }

        return scratch.ToString();
    }
}
