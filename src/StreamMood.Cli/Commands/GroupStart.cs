using Confluent.Kafka;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands;

/// <summary>Where a consumer group begins that has read nothing yet.</summary>
internal static class GroupStart
{
    /// <summary>Lets the group of a role begin at the present end of a topic instead of its beginning.</summary>
    public static void AtEnd(KafkaClients clients, string role, string topic)
    {
        using var consumer = clients.EventConsumer(role).Build();
        consumer.Commit(TopicAdmin.Partitions(clients, topic).Select(p => new TopicPartitionOffset(p, PartitionEnd.Of(consumer, p))));
    }
}
