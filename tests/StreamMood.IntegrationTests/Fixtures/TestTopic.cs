using System.Text;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Fixtures;

/// <summary>Writes frames and reads whole topics.</summary>
internal static class TestTopic
{
    /// <summary>Publishes messages and waits for all acknowledgements, through a producer that gives none of them up.</summary>
    public static void PublishFrames(TestBroker broker, IEnumerable<Message<string, byte[]>> messages)
    {
        using var producer = broker.Clients().EventProducer();
        var failures = 0;
        foreach (var message in messages)
            producer.Produce(TopicNames.Frames, message, r => failures += r.Error.IsError ? 1 : 0);
        Assert.Equal(0, producer.Flush(Poll.Patience));
        Assert.Equal(0, failures);
    }

    /// <summary>Every message of a topic from beginning to end; each partition in order.</summary>
    public static List<ConsumeResult<string, byte[]>> Read(TestBroker broker, string topic)
    {
        var clients = broker.Clients();
        using var follower = clients.Follower(ends: true);
        var ends = new Dictionary<TopicPartition, Offset>();
        foreach (var partition in TopicAdmin.Partitions(clients, topic))
            if (follower.QueryWatermarkOffsets(partition, Poll.Patience) is var marks && marks.High > marks.Low)
                ends[partition] = marks.High;
        follower.Assign(ends.Keys.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var results = new List<ConsumeResult<string, byte[]>>();
        while (ends.Count > 0)
        {
            var result = follower.Consume(Poll.Patience) ?? throw new InvalidOperationException($"{topic} does not give its messages");
            if (!result.IsPartitionEOF)
                results.Add(result);
            else if (ends.TryGetValue(result.TopicPartition, out var end) && result.Offset >= end)
                ends.Remove(result.TopicPartition);
        }

        return results;
    }

    public static List<EmotionEvent> Emotions(TestBroker broker) =>
        [.. Read(broker, TopicNames.Emotions).Select(r => EventJson.ReadEmotion(r.Message.Value))];

    public static string? Text(Headers headers, string name) =>
        headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
