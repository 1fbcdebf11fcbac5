namespace StreamMood.Contracts.Topics;

/// <summary>How a topic has to be set up.</summary>
/// <param name="Name">Topic name.</param>
/// <param name="Partitions">Partitions; the most workers that can share the topic.</param>
/// <param name="Retention">How long messages stay; null for a compacted topic, which keeps the newest of each key.</param>
/// <param name="MaxMessageBytes">Largest message the topic takes.</param>
public sealed record TopicSpec(string Name, int Partitions, TimeSpan? Retention, int MaxMessageBytes)
{
    /// <summary>The longest that messages may stay, where <see cref="Retention"/> may be raised but not for ever; null where it may.</summary>
    public TimeSpan? MaxRetention { get; init; }

    /// <summary>How soon a segment of the log is closed, for compacted topics that are read whole; null for the broker's own choice.</summary>
    public SegmentSpec? Segment { get; init; }

    /// <summary>Largest frame in bytes that an agent publishes: Kafka's default limit is 1 MiB, a 4K JPEG can pass that.</summary>
    public const int MaxFrameBytes = 4 * 1024 * 1024;

    private const int MaxEventBytes = 1024 * 1024;

    /// <summary>
    /// All topics with their settings. Frames stay ten minutes: long enough to restart a worker, short enough that pictures of
    /// people do not pile up. Partitions are plenty because they bound scaling out and cannot be lowered later.
    /// </summary>
    public static IReadOnlyList<TopicSpec> All { get; } =
    [
        new(TopicNames.Frames, 24, TimeSpan.FromMinutes(10), MaxFrameBytes + 64 * 1024) { MaxRetention = TimeSpan.FromMinutes(10) },
        new(TopicNames.Emotions, 24, TimeSpan.FromDays(7), MaxEventBytes),
        new(TopicNames.Recommendations, 24, TimeSpan.FromDays(30), MaxEventBytes),
        new(TopicNames.DeadLetters, 6, TimeSpan.FromDays(14), MaxEventBytes),
        new(TopicNames.Cameras, 6, null, MaxEventBytes),
        new(TopicNames.Control, 6, null, MaxEventBytes),
        new(TopicNames.Load, 6, null, MaxEventBytes),
        new(TopicNames.Zones, 24, TimeSpan.FromDays(1), MaxEventBytes),
        new(TopicNames.RecommenderState, 24, null, MaxEventBytes) { Segment = new(8 * 1024 * 1024, TimeSpan.FromMinutes(10)) },
    ];
}

/// <summary>Only closed segments are compacted: small ones keep short what a reader of the whole topic has to read.</summary>
/// <param name="Bytes">Most bytes in a segment.</param>
/// <param name="Age">Most time that a segment is written to.</param>
public sealed record SegmentSpec(int Bytes, TimeSpan Age);
