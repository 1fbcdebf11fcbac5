using System.Text;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>A record of the emotions topic that has to wait for its turn: copied, because the client's memory goes on.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Ticks">Its event time, UTC, as its header says; 0 when none does.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Headers">Those of its headers that are looked at.</param>
internal sealed record HeldRecord(long Offset, long Ticks, byte[] Key, byte[] Value, Headers Headers)
{
    private static readonly string[] Wanted = [EventHeaders.Type, EventHeaders.Id, EventHeaders.Time, EventHeaders.TraceParent];

    /// <summary>Copies a message.</summary>
    public static HeldRecord Of(in RecordBatch.Record message)
    {
        var headers = new Headers();
        long ticks = 0;
        foreach (var name in Wanted)
        {
            var value = message.Header(name);
            if (value.IsEmpty)
                continue;
            headers.Add(name, value.ToArray());
            if (name == EventHeaders.Time && EventHeaders.TryParseTime(Encoding.ASCII.GetString(value), out var time))
                ticks = time.UtcTicks;
        }

        return new HeldRecord(message.Offset, ticks, message.Key.ToArray(), message.Value.ToArray(), headers);
    }

    /// <summary>The record as a step takes it.</summary>
    public EmotionRecord ToRecord() => new(Key, Value, Headers, Offset);
}
