using System.Text;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// One string for each name that comes again and again as UTF-8, found without making a string first. Bounded, because names
/// come from outside: when it is full it begins anew. What is not UTF-8 reads with replacement characters.
/// </summary>
internal sealed class Utf8Names
{
    private const int Most = 1 << 17;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public Utf8Names() => _lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text of a name.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        if (utf8.Length > 256)
            return Encoding.UTF8.GetString(utf8);
        Span<char> chars = stackalloc char[256];
        var text = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        if (_lookup.TryGetValue(text, out var name))
            return name;
        if (_names.Count >= Most)
            _names.Clear();
        name = text.ToString();
        _names.Add(name, name);
        return name;
    }
}
