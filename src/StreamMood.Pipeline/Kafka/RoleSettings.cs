using Confluent.Kafka;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Every client setting that a role differs by from librdkafka's defaults, with its reason. The user's settings come on top;
/// those that losing nothing rests on cannot be among them, see <see cref="ClientSettings"/>.
/// </summary>
internal static class RoleSettings
{
    private const int MiB = 1024 * 1024;

    // Kafka's framing and our headers around one frame.
    private const int RecordOverhead = 64 * 1024;

    // How long a request waits for a broker that hangs before its connection is given up and another leader asked for; the
    // library's minute is longer than anybody waits for a frame.
    private const int SocketTimeoutMs = 10_000;

    /// <summary>Bytes of the largest message of the frames' topic.</summary>
    public static int LargestMessage(KafkaOptions options) => options.MaxFrameBytes + RecordOverhead;

    /// <summary>
    /// Frames are lossy by policy: one that cannot be delivered soon is dropped and counted rather than delivered late. Still
    /// idempotent, because a retry that doubled or reordered frames would break the ledger and the tracks.
    /// </summary>
    public static ProducerConfig FrameProducer(KafkaOptions options) => new()
    {
        EnableIdempotence = true,
        Acks = Acks.All,
        SocketTimeoutMs = SocketTimeoutMs,
        Partitioner = Partitioner.Murmur2Random, // as the Java clients choose, so that a key has one partition whoever writes
        MessageMaxBytes = LargestMessage(options),
        MessageTimeoutMs = 5000,
        LingerMs = 2, // frames are large: a batch of a few saves requests, waiting longer only adds delay
        BatchSize = MiB,
        QueueBufferingMaxKbytes = 64 * 1024,
        CompressionType = CompressionType.None, // JPEG does not shrink
        DeliveryReportFields = "none",
    };

    /// <summary>Emotions, recommendations and dead letters are lossless: acknowledged by all replicas, in order, once, however long it takes.</summary>
    public static ProducerConfig EventProducer() => new()
    {
        EnableIdempotence = true,
        Acks = Acks.All,
        SocketTimeoutMs = SocketTimeoutMs,
        Partitioner = Partitioner.Murmur2Random,
        MessageTimeoutMs = 0, // never given up; a full queue holds the role back instead
        LingerMs = 5, // events are small: a request each would cost worker and broker more than the events do
        QueueBufferingMaxKbytes = 32 * 1024,
        CompressionType = CompressionType.Lz4,
        DeliveryReportFields = "none",
    };

    /// <summary>Any message that was taken once, frames too, for good.</summary>
    public static ProducerConfig RawProducer(KafkaOptions options)
    {
        var config = EventProducer();
        config.MessageMaxBytes = LargestMessage(options);
        config.CompressionType = CompressionType.None;
        return config;
    }

    /// <summary>As <see cref="EventProducer"/>, in transactions that end by themselves soon after their producer was killed.</summary>
    public static ProducerConfig TransactionalProducer(string transactionalId)
    {
        var config = EventProducer();
        config.TransactionalId = transactionalId;
        config.TransactionTimeoutMs = 10_000; // readers of committed records wait so long for a transaction that nobody ends
        config.MessageTimeoutMs = 10_000; // may not be longer
        config.LingerMs = 5;
        return config;
    }

    /// <summary>Frames are large and age: little is fetched ahead, and fetching goes on at once when there is room again.</summary>
    public static ConsumerConfig FrameConsumer(KafkaOptions options, string role, bool withTopic)
    {
        var config = Group(options, role);
        config.MessageMaxBytes = LargestMessage(options);
        config.FetchMaxBytes = Math.Max(8 * MiB, LargestMessage(options));
        config.ReceiveMessageMaxBytes = config.FetchMaxBytes + MiB;
        config.QueuedMaxMessagesKbytes = 16 * 1024;
        // With so many read and not yet taken, the client fetches no more from a partition. Few enough that an overloaded worker, which
        // takes them by the bunch, gets a bunch a fetch (with 16 bench overload stays a few hundredths lower); more than ever wait in one
        // that keeps up, whose partitions would miss fetches with fewer (4 shows it in bench latency --cameras 3, 2 with any number).
        config.QueuedMinMessages = 6;
        // Frames on partitions that the topic has got since are read when the client looks again, and by the library's five minutes they
        // are too old; the request is a small one.
        config.TopicMetadataRefreshIntervalMs = 5000;
        if (!withTopic)
            config.ConsumeResultFields = "headers";
        return config;
    }

    /// <summary>Emotion events for the recommender: small and many, so they are fetched by the megabyte.</summary>
    public static ConsumerConfig EventConsumer(KafkaOptions options, string role)
    {
        var config = Group(options, role);
        config.QueuedMaxMessagesKbytes = 32 * 1024;
        config.QueuedMinMessages = 50_000;
        config.MaxPartitionFetchBytes = 2 * MiB;
        config.CheckCrcs = false;
        return config;
    }

    /// <summary>Reads without a group: nothing is committed, nobody is rebalanced.</summary>
    public static ConsumerConfig Follower(KafkaOptions options) => new()
    {
        GroupId = options.GroupPrefix + ".follower", // wanted by the client, never joined
        SocketTimeoutMs = SocketTimeoutMs,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        IsolationLevel = IsolationLevel.ReadCommitted,
        AllowAutoCreateTopics = false,
        FetchWaitMaxMs = FetchWait(options),
        FetchQueueBackoffMs = 5,
        QueuedMaxMessagesKbytes = 8 * 1024,
        ConsumeResultFields = "headers,timestamp,topic",
    };

    private static ConsumerConfig Group(KafkaOptions options, string role) => new()
    {
        GroupId = $"{options.GroupPrefix}.{role}",
        GroupInstanceId = options.GroupInstanceId,
        SocketTimeoutMs = SocketTimeoutMs,
        PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
        EnableAutoOffsetStore = false, // stored by us, after the result is acknowledged
        EnableAutoCommit = true, // commits what is stored, in the background
        AutoCommitIntervalMs = 1000,
        AutoOffsetReset = AutoOffsetReset.Earliest, // what is skipped has to be seen to be counted
        IsolationLevel = IsolationLevel.ReadCommitted,
        AllowAutoCreateTopics = false,
        SessionTimeoutMs = options.Embedded ? 6000 : 10_000, // how long the partitions of a killed worker wait
        HeartbeatIntervalMs = options.Embedded ? 500 : 2000,
        FetchWaitMaxMs = FetchWait(options),
        FetchQueueBackoffMs = 5, // the default of a second is added to the delay whenever the local queue was full
        FetchErrorBackoffMs = 100,
        ConsumeResultFields = "headers,topic",
    };

    // The embedded broker answers an empty fetch only after the wait; a real one answers as soon as there is data.
    private static int FetchWait(KafkaOptions options) => options.Embedded ? 10 : 100;
}
