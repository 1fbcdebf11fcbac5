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
        Health = new BrokerHealth(ClientIdentity.Of(_settings), _log, time ?? TimeProvider.System);
    }

    /// <summary>The brokers, as configured.</summary>
    public string Bootstrap { get; }

    /// <summary>How long a group waits for a member that says nothing, before it gives its partitions to others.</summary>
    internal TimeSpan SessionTimeout => TimeSpan.FromMilliseconds(
        int.TryParse(_settings.Value("session.timeout.ms"), System.Globalization.CultureInfo.InvariantCulture, out var set)
            ? set
            : RoleSettings.EventConsumer(_options, "").SessionTimeoutMs ?? 0);

    /// <summary>Whether the broker is an <see cref="EmbeddedBroker"/>.</summary>
    public bool Embedded => _options.Embedded;

    /// <summary>What these clients know about the broker.</summary>
    public BrokerHealth Health { get; }

    /// <summary>Whether the broker knows its clients by user or certificate, so that rights can be missing.</summary>
    public bool HasUsers => _settings.Value("security.protocol") is { } protocol && !protocol.Equals("PLAINTEXT", StringComparison.OrdinalIgnoreCase);

    /// <summary>The client settings the user gave, secrets masked; for reports.</summary>
    public IReadOnlyDictionary<string, string> DescribeSettings() => _settings.Shown;

    internal ClientIdentity Identity => Health.Identity;

    /// <summary>What a role needs of the broker.</summary>
    public IReadOnlyList<AccessRight> RightsOf(string role) => AccessRights.Of(role, _options.GroupPrefix);

    /// <summary>What copying needs of the broker.</summary>
    public IReadOnlyList<AccessRight> RightsToCopy(IEnumerable<string> from, IEnumerable<string> into) =>
        AccessRights.OfCopying(from, into, _options.GroupPrefix);

    /// <summary>A producer of frames, see <see cref="EventMessages.Frame"/>. <c>Local_QueueFull</c> from Produce means the producer is behind.</summary>
    public IProducer<string, byte[]> FrameProducer()
    {
        Health.Needs(RightsOf("camera"));
        return Producer(RoleSettings.FrameProducer(_options));
    }

    /// <summary>A producer of emotions, recommendations and dead letters. <c>Local_QueueFull</c> from Produce means: wait and try again.</summary>
    /// <param name="reports">Whether it tells what became of each message, which costs a callback each.</param>
    public IProducer<string, byte[]> EventProducer(bool reports = true)
    {
        var config = RoleSettings.EventProducer();
        config.EnableDeliveryReports = reports;
        return Producer(config);
    }

    /// <summary>
    /// A producer of transactions. What is fatal for it, as being fenced, is none of the broker's refusals: it ends the producer,
    /// not the role, and comes out of the call that follows.
    /// </summary>
    /// <param name="transactionalId">Its name; a later producer of that name takes over from it.</param>
    public IProducer<string, byte[]> TransactionalProducer(string transactionalId) =>
        Producer(RoleSettings.TransactionalProducer(transactionalId), error => !BrokerErrors.IsFatal(error) || BrokerErrors.IsRefusal(error));

    /// <summary>A consumer of frames in the group of <paramref name="role"/>. Add rebalance handlers, then build.</summary>
    /// <param name="role">The role.</param>
    /// <param name="withTopic">Whether results name their topic, for which a string is made each time; otherwise it is null.</param>
    public ConsumerBuilder<string, PooledBytes> FrameConsumer(string role, bool withTopic = true)
    {
        Health.Needs(RightsOf(role));
        return Consumer<PooledBytes>(RoleSettings.FrameConsumer(_options, role, withTopic)).SetValueDeserializer(new PooledBytes.Deserializer());
    }

    /// <summary>A consumer of events in the group of <paramref name="role"/>. Add rebalance handlers, then build.</summary>
    /// <param name="role">The role.</param>
    /// <param name="transactional">Whether its offsets are committed in transactions, by a producer.</param>
    /// <param name="ends">Whether it tells where a partition ends.</param>
    public ConsumerBuilder<string, byte[]> EventConsumer(string role, bool transactional = false, bool ends = false)
    {
        Health.Needs(RightsOf(role));
        var config = RoleSettings.EventConsumer(_options, role);
        config.EnablePartitionEof = ends;
        if (transactional)
            config.EnableAutoCommit = false;
        return Consumer<byte[]>(config).SetValueDeserializer(Deserializers.ByteArray);
    }

    /// <summary>A <see cref="Follower"/> that tells where a partition ends for now, and reads keys of any length.</summary>
    /// <param name="timestamps">Whether results tell when they were published.</param>
    internal IConsumer<string, byte[]> StateReader(bool timestamps = false)
    {
        var config = RoleSettings.Follower(_options);
        config.EnablePartitionEof = true;
        config.QueuedMaxMessagesKbytes = 64 * 1024;
        config.ConsumeResultFields = timestamps ? "timestamp" : "none";
        return Make(() => new ConsumerBuilder<string, byte[]>(_settings.Over(config, ClientScope.Consumer))
            .SetKeyDeserializer(Deserializers.Utf8)
            .SetValueDeserializer(Deserializers.ByteArray)
            .SetErrorHandler((_, error) => Health.Report(error))
            .SetLogHandler((_, message) => Log(message))
            .Build());
    }

    /// <summary>A consumer outside any group: assign it partitions, see <see cref="TopicAdmin.Partitions{TKey, TValue}(KafkaClients, IConsumer{TKey, TValue}, IEnumerable{string})"/>. Nothing it reads is committed.</summary>
    /// <param name="ends">
    /// Whether it tells where a partition ends, see <see cref="ConsumeResult{TKey, TValue}.IsPartitionEOF"/>: with transactions the
    /// last offset is one that holds no message.
    /// </param>
    public IConsumer<string, byte[]> Follower(bool ends = false)
    {
        Health.Needs([AccessRights.Follower(_options.GroupPrefix)]);
        var config = RoleSettings.Follower(_options);
        config.EnablePartitionEof = ends;
        return Consumer<byte[]>(config).SetValueDeserializer(Deserializers.ByteArray).Build();
    }

    /// <summary>A <see cref="Follower"/> that leaves keys as they are, for copying.</summary>
    internal IConsumer<byte[]?, byte[]?> RawFollower() => Make(() =>
        new ConsumerBuilder<byte[]?, byte[]?>(_settings.Over(RoleSettings.Follower(_options), ClientScope.Consumer))
            .SetKeyDeserializer(Deserializers.ByteArray)
            .SetValueDeserializer(Deserializers.ByteArray)
            .SetErrorHandler((_, error) => Health.Report(error))
            .SetLogHandler((_, message) => Log(message))
            .Build());

    /// <summary>A producer of messages of any topic, as lossless as <see cref="EventProducer"/>.</summary>
    internal IProducer<byte[]?, byte[]?> RawProducer() => Make(() =>
        new ProducerBuilder<byte[]?, byte[]?>(_settings.Over(RoleSettings.RawProducer(_options), ClientScope.Producer))
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
            .SetErrorHandler((_, error) => Health.Report(error))
            .SetLogHandler((_, message) => Log(message))
            .Build());

    /// <summary>An administration client.</summary>
    public IAdminClient Admin() => Admin(error => Health.Report(error));

    internal IAdminClient Admin(Action<Error> onError, Action<string>? onLog = null) => Make(() =>
        new AdminClientBuilder(_settings.Over(new AdminClientConfig { SocketConnectionSetupTimeoutMs = 3000 }, ClientScope.Client))
            .SetErrorHandler((_, error) => onError(error))
            .SetLogHandler((_, message) =>
            {
                onLog?.Invoke(message.Message);
                Log(message);
            })
            .Build());

    private IProducer<string, byte[]> Producer(ProducerConfig role, Func<Error, bool>? tells = null) => Make(() =>
        new ProducerBuilder<string, byte[]>(_settings.Over(role, ClientScope.Producer))
            .SetKeySerializer(Serializers.Utf8)
            .SetValueSerializer(Serializers.ByteArray)
            .SetErrorHandler((_, error) =>
            {
                if (tells?.Invoke(error) ?? true)
                    Health.Report(error);
            })
            .SetLogHandler((_, message) => Log(message))
            .Build());

    private ConsumerBuilder<string, TValue> Consumer<TValue>(ConsumerConfig role) =>
        new ConsumerBuilder<string, TValue>(_settings.Over(role, ClientScope.Consumer))
            .SetKeyDeserializer(new CameraKey())
            .SetErrorHandler((_, error) => Health.Report(error))
            .SetLogHandler((_, message) => Log(message));

    // Each setting is sound by itself, but some fit together only when a client is made: a certificate that is no file, a
    // mechanism without a user.
    private T Make<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new UserErrorException($"the Kafka client settings do not fit together: {_settings.Mask(e.Message.ReplaceLineEndings(" "))}", e);
        }
    }

    // Its warnings repeat with every attempt to connect, and those about settings "of another client type" are by design here:
    // one set of user settings serves producers and consumers. State changes are logged by BrokerHealth, and what is fatal for a client
    // too: it comes a second time as an error.
    private void Log(LogMessage message)
    {
        if (message.Level <= SyslogLevel.Critical && message.Facility != "FATAL")
            _log.LibraryCritical(message.Facility, _settings.Mask(message.Message));
        else if (_log.IsEnabled(LogLevel.Debug))
            _log.Library(message.Facility, _settings.Mask(message.Message));
    }
}
