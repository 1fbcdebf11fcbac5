using System.Globalization;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>
/// Reads CSV (RFC 4180: commas, quotes doubled inside quotes) as people have it: a bad row costs that row only. Works on the file's
/// bytes, since in UTF-8 no part of another character looks like a comma, a quote or a line's end.
/// </summary>
internal sealed class CatalogueCsv
{
    // A quoted field that is longer was opened by a stray quote. Without a bound every such quote would cost a walk to the end.
    private const int LongestField = 1 << 16;

    // With fewer columns, text of several lines may well have as many commas as a row.
    private const int ManyColumns = 6;

    private readonly byte[] _file;
    private readonly List<Range> _fields = [];
    private byte[] _plain = new byte[256];
    private int _at, _line = 1;

    private CatalogueCsv(byte[] file) => (_file, _at) = (file, file is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);

    public static void Read(byte[] file, CatalogueRows rows) => new CatalogueCsv(file).Read(rows);

    private void Read(CatalogueRows rows)
    {
        if (!Next(out var whole, out _))
            throw rows.Refuse("it is empty; expected a header of column names");
        if (!whole)
            throw rows.Refuse("its header opens a quote and never closes it");
        var names = new string[_fields.Count];
        for (var f = 0; f < names.Length; f++)
            names[f] = CatalogueText.Of(Value(_fields[f]));
        rows.Columns(names);
        while (true)
        {
            var (first, start) = (_line, _at);
            if (!Next(out var closed, out var lines))
                return;
            if (closed && lines == 1 && _fields is [var only] && _file.AsSpan(only).Trim(" \t\r"u8).IsEmpty)
                continue;
            var swallows = lines > 1 && names.Length >= ManyColumns && HoldsRows(start, names.Length);
            if (closed && _fields.Count == names.Length && !swallows)
            {
                rows.Begin();
                for (var f = 0; f < names.Length; f++)
                    if (rows.Wants(f))
                        rows.Field(f, Value(_fields[f]));
                rows.End(first);
                continue;
            }

            // A stray quote swallows lines, to the next quote or to the end: only the line it stands in is lost.
            if (!closed || lines > 1)
            {
                rows.Skip(first, closed
                    ? string.Create(CultureInfo.InvariantCulture, $"a quote is opened that only line {first + lines - 1} closes")
                    : "a quote is opened and never closed");
                (_line, _at) = (first + 1, EndOfLine(start));
            }
            else
                rows.Skip(first, string.Create(CultureInfo.InvariantCulture, $"{_fields.Count} fields, expected the header's {names.Length}"));
        }
    }

    // One record. A quote opens only where a field begins: elsewhere, as in 12" single, it is a character like others.
    private bool Next(out bool closed, out int lines)
    {
        (closed, lines) = (true, 0);
        _fields.Clear();
        if (_at >= _file.Length)
            return false;
        for (var start = _at; ;)
        {
            var i = start;
            while (i < _file.Length && _file[i] is (byte)' ' or (byte)'\t')
                i++;
            if (i < _file.Length && _file[i] == '"' && !Quoted(ref i, ref lines))
            {
                closed = false;
                return true;
            }

            var length = _file.AsSpan(i).IndexOfAny((byte)',', (byte)'\n');
            var end = length < 0 ? _file.Length : i + length;
            var last = end == _file.Length || _file[end] == '\n';
            _fields.Add(start..(last && end > start && _file[end - 1] == '\r' ? end - 1 : end));
            start = end + 1;
            if (!last)
                continue;
            lines++;
            (_at, _line) = (start, _line + lines);
            return true;
        }
    }

    // From a quote to behind the one that closes it, which is one that a field's end follows; others, unless doubled, are strays.
    private bool Quoted(ref int i, ref int lines)
    {
        var file = _file.AsSpan(0, Math.Min(_file.Length, i + LongestField));
        while (true)
        {
            var length = file[(i + 1)..].IndexOf((byte)'"');
            if (length < 0)
                return false;
            lines += file.Slice(i + 1, length).Count((byte)'\n');
            i += length + 1;
            if (i + 1 < file.Length && file[i + 1] == '"')
            {
                i++;
                continue;
            }

            var after = file[(i + 1)..].TrimStart(" \t\r"u8);
            if (!after.IsEmpty && after[0] is not ((byte)',' or (byte)'\n'))
                continue;
            i++;
            return true;
        }
    }

    // Whether a record of several lines begins with what looks like a whole row and has another such line: a stray quote, and another
    // one, or one that is meant, in the same column further on.
    private bool HoldsRows(int start, int width)
    {
        ReadOnlySpan<byte> record = _file.AsSpan(start, _at - start);
        var rows = 0;
        foreach (var line in record.Split((byte)'\n'))
        {
            if (record[line].Count((byte)',') >= width - 1)
                rows++;
            else if (rows == 0)
                return false;
        }

        return rows > 1;
    }

    private int EndOfLine(int at)
    {
        var length = _file.AsSpan(at).IndexOf((byte)'\n');
        return length < 0 ? _file.Length : at + length + 1;
    }

    // A field without its quotes and the spaces around it.
    private ReadOnlySpan<byte> Value(Range field)
    {
        var raw = _file.AsSpan(field).Trim(" \t\r"u8);
        if (raw.IsEmpty || raw[0] != '"')
            return raw;
        raw = raw[1..^1];
        if (!raw.Contains((byte)'"'))
            return raw;
        if (_plain.Length < raw.Length)
            _plain = new byte[raw.Length * 2];
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            _plain[length++] = raw[i];
            i += raw[i..] is [(byte)'"', (byte)'"', ..] ? 1 : 0;
        }

        return _plain.AsSpan(0, length);
    }
}
