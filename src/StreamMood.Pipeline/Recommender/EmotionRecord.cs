using Confluent.Kafka;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>A message of the emotions topic, where the client has it: nothing is copied, and headers are looked up when asked for.</summary>
internal readonly ref struct EmotionRecord
{
    private readonly nint _message;
    private readonly bool _plain;
    private readonly Headers? _headers;

    /// <summary>A record of a batch; valid as long as the batch.</summary>
    public EmotionRecord(in RecordBatch.Record record)
    {
        Key = record.Key;
        Value = record.Value;
        Offset = record.Offset;
        _message = record.Message;
        _plain = record.HasPlainHeaders;
    }

    /// <summary>A record made of a message.</summary>
    public EmotionRecord(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Headers? headers, long offset)
    {
        Key = key;
        Value = value;
        Offset = offset;
        _headers = headers;
    }

    /// <summary>Its key; empty when it had none.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>Its value; empty for a tombstone, which this topic should not hold.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Its offset.</summary>
    public long Offset { get; }

    /// <summary>A header's value, the last of that name; empty when there is none.</summary>
    /// <param name="name">The name.</param>
    public ReadOnlySpan<byte> Header(string name) =>
        _message != 0 ? (_plain && PlainHeaders.TryFind(_message, name, out var value) ? value : RecordBatch.Header(_message, name))
        : _headers is not null && _headers.TryGetLastBytes(name, out var bytes) ? bytes
        : default;
}
