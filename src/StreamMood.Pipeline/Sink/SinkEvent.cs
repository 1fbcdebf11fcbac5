using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Reading;

namespace StreamMood.Pipeline.Sink;

/// <summary>A recommendation on its way out.</summary>
/// <param name="Key">Camera or zone, whose events leave in order.</param>
/// <param name="Id">Its <c>ce_id</c>.</param>
/// <param name="Time">Its <c>ce_time</c>.</param>
/// <param name="Value">The event.</param>
/// <param name="Body">Its JSON, as it lies in the topic.</param>
/// <param name="Place">Where it lies.</param>
/// <param name="TraceParent">Its trace, if any.</param>
public sealed record SinkEvent(string Key, string Id, DateTimeOffset Time, RecommendationEvent Value, byte[] Body, TopicPartitionOffset Place, string? TraceParent);

/// <summary>A Kafka message's headers, as the reader of Contracts wants them.</summary>
internal readonly struct KafkaHeaders(Headers? headers) : IMessageHeaders
{
    public bool TryGetLast(string name, out ReadOnlySpan<byte> value)
    {
        byte[]? bytes = null;
        var found = headers?.TryGetLastBytes(name, out bytes) ?? false;
        value = bytes;
        return found;
    }
}
