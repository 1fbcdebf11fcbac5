using System.Runtime.InteropServices;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// A broker inside this process for demo and tests: librdkafka's mock cluster, which speaks Kafka's protocol over loopback to any
/// client and process. Its limits: everything is in memory; each partition keeps its newest 5 MiB and drops what is older without
/// a word (so it takes up to 5 MiB times the partitions, and consumers must keep up); transactions look successful but are not;
/// topics exist only when made here; a rebalance takes about a session timeout; listing groups ends the process. Dispose it after
/// its clients.
/// </summary>
public sealed class EmbeddedBroker : IDisposable
{
    private const int OnlyBroker = 1;
    private const int FewPartitions = 3;

    private readonly nint _handle;
    private readonly nint _cluster;
    private readonly TcpForwarder? _forwarder;
    private int _disposed;

    private EmbeddedBroker(nint handle, nint cluster, TcpForwarder? forwarder, string bootstrap)
    {
        _handle = handle;
        _cluster = cluster;
        _forwarder = forwarder;
        Bootstrap = bootstrap;
    }

    /// <summary>Partitions of the frames topic when the caller does not choose: 12, up to 60 MiB.</summary>
    public const int DefaultFramePartitions = 12;

    /// <summary>Its address, <c>127.0.0.1:port</c>.</summary>
    public string Bootstrap { get; }

    /// <summary>Starts a broker with topics.</summary>
    /// <param name="topics">The topics to make, usually <see cref="TopicSpec.All"/>; retention and size limits do not apply here.</param>
    /// <param name="port">A fixed port of 127.0.0.1; a free one when null.</param>
    /// <param name="framePartitions">Partitions of the frames topic, 1 to 200; other topics get at most three.</param>
    /// <exception cref="UserErrorException">When the port is in use.</exception>
    public static EmbeddedBroker Start(IReadOnlyList<TopicSpec> topics, int? port = null, int? framePartitions = null)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentOutOfRangeException.ThrowIfLessThan(framePartitions ?? 1, 1, nameof(framePartitions));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(framePartitions ?? 1, 200, nameof(framePartitions));
        using var listener = port is { } wanted ? TcpForwarder.Listen(wanted) : null;
        var handle = NewHandle();
        var cluster = Librdkafka.NewMockCluster(handle, brokers: 1);
        if (cluster == 0)
        {
            Librdkafka.DestroyHandle(handle);
            throw new InvalidOperationException("librdkafka could not start its mock cluster");
        }

        Librdkafka.SetMockRebalanceDelay(cluster, 0);
        foreach (var topic in topics)
        {
            var partitions = topic.Name == TopicNames.Frames
                ? framePartitions ?? DefaultFramePartitions
                : Math.Min(topic.Partitions, FewPartitions);
            if (Librdkafka.CreateMockTopic(cluster, topic.Name, partitions, replicationFactor: 1) is var error and not 0)
                throw new InvalidOperationException($"the embedded broker could not make topic {topic.Name} (error {error})");
        }

        var bootstrap = Marshal.PtrToStringUTF8(Librdkafka.MockBootstraps(cluster))!;
        if (listener is null)
            return new EmbeddedBroker(handle, cluster, null, bootstrap);
        var forwarder = listener.Forward(PortOf(bootstrap));
        Librdkafka.SetMockAddress(cluster, OnlyBroker, "127.0.0.1", forwarder.Port);
        return new EmbeddedBroker(handle, cluster, forwarder, $"127.0.0.1:{forwarder.Port}");
    }

    /// <summary>Options that reach this broker.</summary>
    public KafkaOptions Options() => new() { Bootstrap = Bootstrap, Embedded = true };

    /// <summary>Cuts all connections and refuses new ones, as a broker that died; for tests of outages.</summary>
    internal void GoDown() => _ = Librdkafka.SetMockDown(_cluster, OnlyBroker);

    /// <summary>Takes connections again; what it held is still there.</summary>
    internal void ComeUp() => _ = Librdkafka.SetMockUp(_cluster, OnlyBroker);

    /// <summary>Stops the broker; its data is gone. Dispose clients first, or they try to reach it until they are disposed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _forwarder?.Dispose();
        Librdkafka.DestroyMockCluster(_cluster);
        Librdkafka.DestroyHandle(_handle);
    }

    private static int PortOf(string bootstrap) => int.Parse(bootstrap.AsSpan(bootstrap.LastIndexOf(':') + 1));

    private static nint NewHandle()
    {
        var conf = Librdkafka.NewConf();
        _ = Librdkafka.Set(conf, "log_level", "2", out _); // it would log to standard error
        var handle = Librdkafka.NewHandle(conf, out var error);
        if (handle != 0)
            return handle;
        Librdkafka.DestroyConf(conf);
        throw new InvalidOperationException($"librdkafka could not make a handle: {error}");
    }
}
