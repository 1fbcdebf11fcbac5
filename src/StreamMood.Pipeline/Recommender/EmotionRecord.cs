using Confluent.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>A message of the emotions topic, as it was read.</summary>
/// <param name="Key">Its key; empty when it had none.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Value">Its value; null for a tombstone, which this topic should not hold.</param>
/// <param name="Offset">Its offset.</param>
internal readonly record struct EmotionRecord(string? Key, Headers? Headers, byte[]? Value, long Offset);
