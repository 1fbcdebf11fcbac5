using Confluent.Kafka.Admin;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>One right that a role needs on the broker; Kafka grants DESCRIBE with READ or WRITE.</summary>
/// <param name="Resource">Topic or group.</param>
/// <param name="Name">The resource's name.</param>
/// <param name="Operation">What the role does with it.</param>
public sealed record AccessRight(ResourceType Resource, string Name, AclOperation Operation)
{
    /// <summary>As an error line and Kafka's tools have it: <c>WRITE on topic streammood.frames.v1</c>.</summary>
    public override string ToString() => $"{OperationName} on {Resource.ToString().ToLowerInvariant()} {Name}";

    private string OperationName => Operation switch
    {
        AclOperation.DescribeConfigs => "DESCRIBE_CONFIGS",
        AclOperation.IdempotentWrite => "IDEMPOTENT_WRITE",
        _ => Operation.ToString().ToUpperInvariant(),
    };
}

/// <summary>What each role needs and nothing more; the files in <c>infra/acls</c> say the same to Kafka's own tools.</summary>
public static class AccessRights
{
    /// <summary>The rights of a role, or none when the role is unknown.</summary>
    /// <param name="role">The verb: camera, infer, recommend, watch, web, control, sink-webhook or sink-playlist.</param>
    /// <param name="groupPrefix"><see cref="KafkaOptions.GroupPrefix"/>.</param>
    public static IReadOnlyList<AccessRight> Of(string role, string groupPrefix) => role switch
    {
        "camera" =>
        [
            Write(TopicNames.Frames), Write(TopicNames.Cameras), Read(TopicNames.Control), Read(TopicNames.Load), Follower(groupPrefix),
            Settings(TopicNames.Frames),
        ],
        "infer" =>
        [
            Read(TopicNames.Frames), Group(groupPrefix, role), Write(TopicNames.Emotions), Write(TopicNames.DeadLetters), Write(TopicNames.Load),
            Read(TopicNames.Control), Follower(groupPrefix), Settings(TopicNames.Frames),
        ],
        "recommend" =>
        [
            Read(TopicNames.Emotions), Read(TopicNames.Control), Group(groupPrefix, role), Write(TopicNames.Recommendations),
            Write(TopicNames.DeadLetters), Write(TopicNames.Zones), Read(TopicNames.Zones), Write(TopicNames.RecommenderState),
            Read(TopicNames.RecommenderState), Follower(groupPrefix),
        ],
        "sink-webhook" => [Read(TopicNames.Recommendations), Write(TopicNames.DeadLetters), Group(groupPrefix, role)],
        "sink-playlist" => [Read(TopicNames.Recommendations), Write(TopicNames.DeadLetters), Group(groupPrefix, role)],
        "watch" => [Read(TopicNames.Recommendations), Read(TopicNames.Emotions), Read(TopicNames.Cameras), Follower(groupPrefix)],
        "web" =>
        [
            Read(TopicNames.Recommendations), Read(TopicNames.Emotions), Read(TopicNames.Cameras), Read(TopicNames.DeadLetters), Read(TopicNames.Control),
            Write(TopicNames.Control), Follower(groupPrefix),
        ],
        "control" => [Read(TopicNames.Control), Write(TopicNames.Control), Follower(groupPrefix)],
        _ => [],
    };

    /// <summary>What copying from topics into topics needs.</summary>
    public static IReadOnlyList<AccessRight> OfCopying(IEnumerable<string> from, IEnumerable<string> into, string groupPrefix) =>
        [.. from.Select(Read), .. into.Select(Write), Follower(groupPrefix)];

    /// <summary>What looking at topics needs.</summary>
    public static IReadOnlyList<AccessRight> OfLooking(IEnumerable<string> topics, bool settings) =>
    [
        .. topics.SelectMany(t => (AclOperation[])(settings ? [AclOperation.Describe, AclOperation.DescribeConfigs] : [AclOperation.Describe]),
            (t, operation) => new AccessRight(ResourceType.Topic, t, operation)),
    ];

    // Readers outside any group have the name of one all the same, and the client asks who would coordinate it.
    internal static AccessRight Follower(string prefix) => new(ResourceType.Group, $"{prefix}.follower", AclOperation.Describe);

    private static AccessRight Read(string topic) => new(ResourceType.Topic, topic, AclOperation.Read);

    // How long pictures are kept.
    private static AccessRight Settings(string topic) => new(ResourceType.Topic, topic, AclOperation.DescribeConfigs);

    private static AccessRight Write(string topic) => new(ResourceType.Topic, topic, AclOperation.Write);

    private static AccessRight Group(string prefix, string role) => new(ResourceType.Group, $"{prefix}.{role}", AclOperation.Read);
}
