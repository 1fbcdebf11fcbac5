using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>A topic as the broker has it.</summary>
/// <param name="Name">Topic name.</param>
/// <param name="Exists">False when the broker has no such topic; then the rest is 0 or null.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="Replication">Replicas of a partition.</param>
/// <param name="Retention">How long messages stay; null when for ever, compacted, or not told (embedded broker).</param>
/// <param name="Compacted">Whether it keeps the newest message of each key.</param>
/// <param name="MaxMessageBytes">Largest message; null when not told.</param>
public sealed record TopicState(
    string Name, bool Exists, int Partitions, int Replication, TimeSpan? Retention, bool Compacted, int? MaxMessageBytes)
{
    /// <summary>Every setting by Kafka's name; empty when not told.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

/// <summary>Makes and lists topics on a real broker. (The embedded one makes its topics when it starts.)</summary>
public static class TopicAdmin
{
    internal const int WantedReplication = 3;
    private const int SegmentsPerRetention = 5;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Attempt = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SettingsWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSegment = TimeSpan.FromDays(1);

    /// <summary>Makes the topics that are missing; those that exist stay as they are. Brokers may take a moment more to learn who leads a new one.</summary>
    /// <param name="clients">Clients of the broker.</param>
    /// <param name="topics">The topics wanted.</param>
    /// <param name="replication">Replicas of a partition; the smaller of 3 and the number of brokers when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The names of the topics that were made.</returns>
    /// <exception cref="UserErrorException">When the broker refuses the settings.</exception>
    /// <exception cref="FatalBrokerException">When the broker refuses for lack of rights.</exception>
    public static async Task<IReadOnlyList<string>> CreateAsync(
        KafkaClients clients, IReadOnlyList<TopicSpec> topics, int? replication = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(topics);
        using var admin = clients.Admin();
        var metadata = Metadata(admin, clients, cancellationToken);
        var there = metadata.Topics.Where(t => t.Error.Code == ErrorCode.NoError).Select(t => t.Topic).ToHashSet(StringComparer.Ordinal);
        var missing = topics.Where(t => !there.Contains(t.Name)).ToList();
        if (missing.Count == 0)
            return [];
        var replicas = replication ?? Math.Min(WantedReplication, metadata.Brokers.Count);
        try
        {
            await admin.CreateTopicsAsync(
                missing.Select(t => Specification(t, replicas)), new CreateTopicsOptions { OperationTimeout = Wait, RequestTimeout = Wait });
        }
        catch (CreateTopicsException e)
        {
            foreach (var result in e.Results.Where(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists))
                throw result.Error.Code == ErrorCode.TopicAuthorizationFailed
                    ? BrokerErrors.Missing([new AccessRight(ResourceType.Topic, result.Topic, AclOperation.Create)], clients.Identity)
                    : Refused(clients, result.Error, $"topic {result.Topic} cannot be made");
        }
        catch (KafkaException e)
        {
            throw Refused(clients, e.Error, "topics cannot be made");
        }

        cancellationToken.ThrowIfCancellationRequested();
        return [.. missing.Select(t => t.Name)];
    }

    /// <summary>The named topics as the broker has them, in the order given.</summary>
    /// <exception cref="UserErrorException">When the broker does not answer.</exception>
    public static async Task<IReadOnlyList<TopicState>> ListAsync(
        KafkaClients clients, IReadOnlyList<string> topics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(topics);
        using var admin = clients.Admin();
        var metadata = Metadata(admin, clients, cancellationToken).Topics.Where(t => t.Error.Code == ErrorCode.NoError).ToDictionary(t => t.Topic);
        var settings = clients.Embedded ? [] : await SettingsAsync(admin, [.. topics.Where(metadata.ContainsKey)]);
        cancellationToken.ThrowIfCancellationRequested();
        return [.. topics.Select(name => State(name, metadata.GetValueOrDefault(name), settings.GetValueOrDefault(name)))];
    }

    /// <summary>
    /// Compares the topics with what is needed of them, and looks for transactions that hang. A transaction that is open is waited
    /// for, up to <see cref="HangingTransactions.Patience"/>.
    /// </summary>
    /// <returns>Each topic with what is wrong with it.</returns>
    /// <exception cref="UserErrorException">When the broker does not answer.</exception>
    public static async Task<IReadOnlyList<(TopicSpec Topic, IReadOnlyList<TopicFinding> Findings)>> CheckAsync(
        KafkaClients clients, IReadOnlyList<TopicSpec> topics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(topics);
        var states = await ListAsync(clients, [.. topics.Select(t => t.Name)], cancellationToken);
        using var admin = clients.Admin();
        var brokers = Metadata(admin, clients, cancellationToken).Brokers.Count;
        var hanging = (await HangingTransactions.FindAsync(clients, Partitions(clients, topics.Select(t => t.Name)), cancellationToken: cancellationToken))
            .ToLookup(h => h.Partition.Topic, StringComparer.Ordinal);
        return
        [
            .. topics.Zip(states, (topic, state) => (topic, (IReadOnlyList<TopicFinding>)
            [
                .. TopicCheck.Judge(TopicCheck.Needed(topic, states), state, brokers, clients.Bootstrap),
                .. hanging[topic.Name].Select(h => TopicCheck.Held(h, clients.Bootstrap)),
            ])),
        ];
    }

    /// <summary>Every partition of the named topics that exist; for <see cref="KafkaClients.Follower"/>.</summary>
    /// <exception cref="UserErrorException">When the broker does not answer.</exception>
    public static IReadOnlyList<TopicPartition> Partitions(KafkaClients clients, params IEnumerable<string> topics)
    {
        ArgumentNullException.ThrowIfNull(clients);
        using var admin = clients.Admin();
        return Of(topics, admin, clients);
    }

    /// <summary>
    /// The same, asked through the client that will read them, which so knows who leads each. One that is assigned partitions before it
    /// knows looks for their beginning or end half a second later (librdkafka's timer of offset queries), whatever it learns meanwhile.
    /// </summary>
    /// <exception cref="UserErrorException">When the broker does not answer.</exception>
    public static IReadOnlyList<TopicPartition> Partitions<TKey, TValue>(KafkaClients clients, IConsumer<TKey, TValue> reader, params IEnumerable<string> topics)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(reader);
        using var admin = new DependentAdminClientBuilder(reader.Handle).Build();
        return Of(topics, admin, clients);
    }

    /// <summary>The same of one topic, for a role that may be told to stop while no broker answers.</summary>
    internal static IReadOnlyList<TopicPartition> Partitions<TKey, TValue>(
        KafkaClients clients, IConsumer<TKey, TValue> reader, string topic, CancellationToken cancellationToken)
    {
        using var admin = new DependentAdminClientBuilder(reader.Handle).Build();
        return Of([topic], admin, clients, cancellationToken);
    }

    private static IReadOnlyList<TopicPartition> Of(
        IEnumerable<string> topics, IAdminClient admin, KafkaClients clients, CancellationToken cancellationToken = default)
    {
        var wanted = topics.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Metadata(admin, clients, cancellationToken).Topics
                .Where(t => wanted.Contains(t.Topic))
                .SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p.PartitionId))),
        ];
    }

    // In short attempts, between which it can be cancelled: the client's own waiting cannot.
    private static Metadata Metadata(IAdminClient admin, KafkaClients clients, CancellationToken cancellationToken = default)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return admin.GetMetadata(Attempt);
            }
            catch (KafkaException e) when (
                e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport && TimeProvider.System.GetElapsedTime(started) < Wait)
            {
                // Asked again.
            }
            catch (KafkaException e)
            {
                throw Refused(clients, e.Error, $"Kafka at {clients.Bootstrap} does not tell its topics");
            }
        }
    }

    // Segments much shorter than the retention: a broker deletes whole closed segments only, and frames show people, so an open
    // segment must not keep them for days.
    internal static TopicSpecification Specification(TopicSpec topic, int replicas)
    {
        var configs = new Dictionary<string, string>
        {
            ["max.message.bytes"] = Text(topic.MaxMessageBytes),
            ["min.insync.replicas"] = Text(replicas >= WantedReplication ? replicas - 1 : 1),
        };
        if (topic.Retention is { } retention)
        {
            var segment = retention / SegmentsPerRetention;
            configs["cleanup.policy"] = "delete";
            configs["retention.ms"] = Text((long)retention.TotalMilliseconds);
            configs["segment.ms"] = Text((long)(segment < LongestSegment ? segment : LongestSegment).TotalMilliseconds);
        }
        else
        {
            configs["cleanup.policy"] = "compact";
            if (topic.Segment is { } segment)
            {
                configs["segment.bytes"] = Text(segment.Bytes);
                configs["segment.ms"] = Text((long)segment.Age.TotalMilliseconds);
                configs["min.cleanable.dirty.ratio"] = "0.1";
            }
        }

        return new TopicSpecification
        {
            Name = topic.Name, NumPartitions = topic.Partitions, ReplicationFactor = (short)replicas, Configs = configs,
        };
    }

    private static async Task<Dictionary<string, Dictionary<string, ConfigEntryResult>>> SettingsAsync(
        IAdminClient admin, IReadOnlyList<string> topics)
    {
        if (topics.Count == 0)
            return [];
        try
        {
            var results = await admin.DescribeConfigsAsync(
                topics.Select(t => new ConfigResource { Type = ResourceType.Topic, Name = t }),
                new DescribeConfigsOptions { RequestTimeout = SettingsWait });
            return results.ToDictionary(r => r.ConfigResource.Name, r => r.Entries);
        }
        catch (DescribeConfigsException e)
        {
            return e.Results.Where(r => !r.Error.IsError).ToDictionary(r => r.ConfigResource.Name, r => r.Entries);
        }
        catch (KafkaException)
        {
            return []; // an embedded broker never answers, and a user may lack the right; the partitions are known all the same
        }
    }

    private static TopicState State(string name, TopicMetadata? topic, Dictionary<string, ConfigEntryResult>? settings)
    {
        if (topic is null)
            return new TopicState(name, false, 0, 0, null, false, null);
        var compacted = settings?.GetValueOrDefault("cleanup.policy")?.Value.Contains("compact", StringComparison.Ordinal) ?? false;
        var retention = Number(settings, "retention.ms") is { } ms and >= 0 && !compacted ? TimeSpan.FromMilliseconds(ms) : (TimeSpan?)null;
        return new TopicState(
            name, true, topic.Partitions.Count, topic.Partitions.Count > 0 ? topic.Partitions[0].Replicas.Length : 0, retention,
            compacted, (int?)Number(settings, "max.message.bytes"))
        {
            Settings = settings?.Where(s => s.Value.Value is not null).ToDictionary(s => s.Key, s => s.Value.Value) ?? [],
        };
    }

    private static long? Number(Dictionary<string, ConfigEntryResult>? settings, string key) =>
        long.TryParse(settings?.GetValueOrDefault(key)?.Value, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Exception Refused(KafkaClients clients, Error error, string what) => BrokerErrors.IsFatal(error)
        ? BrokerErrors.Fatal(error, clients.Identity)
        : new UserErrorException($"{what}: {error.Reason}", new KafkaException(error));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
