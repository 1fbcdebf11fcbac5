using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Makes the Kafka clients of one role. Each client is the caller's to dispose. Their errors meet in <see cref="Health"/>.
/// </summary>
public sealed class KafkaClients
{
    private readonly KafkaOptions _options;
    private readonly ClientSettings _settings;
    private readonly ILogger _log;

    /// <summary>Checks the settings; connects to nothing yet.</summary>
    /// <exception cref="UserErrorException">When a setting is unusable or no broker is named.</exception>
    public KafkaClients(KafkaOptions options, ILoggerFactory loggers, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        _options = options;
        _settings = ClientSettings.Require(options);
        _log = loggers.CreateLogger("StreamMood.Kafka");
        Bootstrap = _settings.Bootstrap!;
        Health = new BrokerHealth(Bootstrap, _log, time ?? TimeProvider.System);
    }

    /// <summary>The brokers, as configured.</summary>
    public string Bootstrap { get; }

    /// <summary>Whether the broker is an <see cref="EmbeddedBroker"/>.</summary>
    public bool Embedded => _options.Embedded;

    /// <summary>What these clients know about the broker.</summary>
    public BrokerHealth Health { get; }

    /// <summary>The client settings the user gave, secrets masked; for reports.</summary>
    public IReadOnlyDictionary<string, string> DescribeSettings() =>
        _settings.Values.ToDictionary(s => s.Key, s => ClientSettings.IsSecret(s.Key) ? "***" : s.Value);

    /// <summary>A producer of frames, see <see cref="EventMessages.Frame"/>. <c>Local_QueueFull</c> from Produce means the producer is behind.</summary>
    public IProducer<string, byte[]> FrameProducer() => Producer(RoleSettings.FrameProducer(_options));

    /// <summary>A producer of emotions, recommendations and dead letters. <c>Local_QueueFull</c> from Produce means: wait and try again.</summary>
    public IProducer<string, byte[]> EventProducer() => Producer(RoleSettings.EventProducer());

    /// <summary>A consumer of frames in the group of <paramref name="role"/>. Add rebalance handlers, then build.</summary>
    /// <param name="role">The role.</param>
    /// <param name="withTopic">Whether results name their topic, for which a string is made each time; otherwise it is null.</param>
    public ConsumerBuilder<string, PooledBytes> FrameConsumer(string role, bool withTopic = true) =>
        Consumer<PooledBytes>(RoleSettings.FrameConsumer(_options, role, withTopic)).SetValueDeserializer(new PooledBytes.Deserializer());

    /// <summary>A consumer of events in the group of <paramref name="role"/>. Add rebalance handlers, then build.</summary>
    public ConsumerBuilder<string, byte[]> EventConsumer(string role) =>
        Consumer<byte[]>(RoleSettings.EventConsumer(_options, role)).SetValueDeserializer(Deserializers.ByteArray);

    /// <summary>A consumer outside any group: assign it partitions, see <see cref="TopicAdmin.Partitions"/>. Nothing it reads is committed.</summary>
    public IConsumer<string, byte[]> Follower() =>
        Consumer<byte[]>(RoleSettings.Follower(_options)).SetValueDeserializer(Deserializers.ByteArray).Build();

    /// <summary>An administration client.</summary>
    public IAdminClient Admin() => Admin(error => Health.Report(error));

    internal IAdminClient Admin(Action<Error> onError) =>
        new AdminClientBuilder(Merge(new AdminClientConfig { SocketConnectionSetupTimeoutMs = 3000 }))
            .SetErrorHandler((_, error) => onError(error))
            .SetLogHandler((_, message) => Log(message))
            .Build();

    private IProducer<string, byte[]> Producer(ProducerConfig role) =>
        new ProducerBuilder<string, byte[]>(Merge(role))
            .SetKeySerializer(Serializers.Utf8)
            .SetValueSerializer(Serializers.ByteArray)
            .SetErrorHandler((_, error) => Health.Report(error))
            .SetLogHandler((_, message) => Log(message))
            .Build();

    private ConsumerBuilder<string, TValue> Consumer<TValue>(ConsumerConfig role) =>
        new ConsumerBuilder<string, TValue>(Merge(role))
            .SetKeyDeserializer(new CameraKey())
            .SetErrorHandler((_, error) => Health.Report(error))
            .SetLogHandler((_, message) => Log(message));

    private Dictionary<string, string> Merge(ClientConfig role)
    {
        var merged = new Dictionary<string, string>(role, StringComparer.Ordinal);
        foreach (var (key, value) in _settings.Values)
            merged[key] = value;
        merged["bootstrap.servers"] = Bootstrap;
        return merged;
    }

    // Its warnings repeat with every attempt to connect, and those about settings "of another client type" are by design here:
    // one set of user settings serves producers and consumers. State changes are logged by BrokerHealth.
    private void Log(LogMessage message)
    {
        if (message.Level <= SyslogLevel.Critical)
            _log.LibraryCritical(message.Facility, message.Message);
        else
            _log.Library(message.Facility, message.Message);
    }
}
