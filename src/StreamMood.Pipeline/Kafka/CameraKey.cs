using System.Buffers;
using System.Text.Unicode;
using Confluent.Kafka;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Reads the key of a message, the camera id. The same cameras come again and again, so their strings are kept; the table is
/// bounded, because keys come from outside. A missing key, or one that is not UTF-8, reads as an empty string.
/// </summary>
internal sealed class CameraKey : IDeserializer<string>
{
    private const int MaxKept = 4096;
    private const int MaxBytes = 1024;

    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public CameraKey() => _lookup = _kept.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (data.IsEmpty || data.Length > MaxBytes)
            return "";
        Span<char> chars = stackalloc char[MaxBytes];
        if (Utf8.ToUtf16(data, chars, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
            return "";
        ReadOnlySpan<char> key = chars[..length];
        if (_lookup.TryGetValue(key, out var kept))
            return kept;
        var text = key.ToString();
        if (_kept.Count < MaxKept)
            _kept.Add(text, text);
        return text;
    }
}
