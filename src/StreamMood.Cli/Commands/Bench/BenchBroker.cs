using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Commands.Demo;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>The broker of a bench: the one named, or an embedded one of many partitions, since each keeps only 5 MiB.</summary>
internal sealed class BenchBroker : IDisposable
{
    /// <summary>Frames that nobody reads: keeps the load of a generator the same while a worker gets less.</summary>
    public const string IdleTopic = "streammood.bench-idle";

    private const int EmbeddedPartitions = 160;
    private const long EmbeddedKeep = 9L << 19; // 4.5 of the 5 MiB, for headers and framing

    private static int _groups;
    private readonly EmbeddedBroker? _embedded;
    private readonly KafkaOptions _kafka;
    private readonly string _prefix;

    private BenchBroker(EmbeddedBroker? embedded, KafkaOptions kafka, string prefix)
    {
        (_embedded, _kafka, _prefix) = (embedded, kafka, prefix);
        Clients = new KafkaClients(kafka, NullLoggerFactory.Instance);
        Partitions = TopicAdmin.Partitions(Clients, TopicNames.Frames).Count;
    }

    /// <summary>Clients of the bench itself.</summary>
    public KafkaClients Clients { get; }

    /// <summary>Partitions of the frames topic.</summary>
    public int Partitions { get; }

    /// <summary>For reports.</summary>
    public string Description => _embedded is null
        ? $"Kafka at {_kafka.Bootstrap}, {Partitions} partitions"
        : $"embedded broker in this process, {Partitions} partitions of at most 5 MiB";

    /// <summary>Most bytes of frames that the topic holds at one time.</summary>
    public long Capacity => _embedded is null ? long.MaxValue : Partitions * EmbeddedKeep;

    /// <summary>Starts or checks the broker and makes the topics.</summary>
    public static async Task<BenchBroker> StartAsync(KafkaOptions kafka, TimeProvider time, CancellationToken cancellationToken)
    {
        TopicSpec[] topics = [.. TopicSpec.All, TopicSpec.All.First(t => t.Name == TopicNames.Frames) with { Name = IdleTopic }];
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{kafka.GroupPrefix}-bench-{time.GetUtcNow().ToUnixTimeMilliseconds()}");
        if (!DemoBroker.IsNamed(kafka))
        {
            var embedded = EmbeddedBroker.Start(topics, framePartitions: EmbeddedPartitions);
            return new BenchBroker(embedded, embedded.Options(), prefix);
        }

        var clients = new KafkaClients(kafka, NullLoggerFactory.Instance, time);
        await BrokerProbe.CheckAsync(clients, [], cancellationToken: cancellationToken);
        await TopicAdmin.CreateAsync(clients, topics, cancellationToken: cancellationToken);
        while (TopicAdmin.Partitions(clients, topics.Select(t => t.Name)).Select(p => p.Topic).Distinct().Count() < topics.Length)
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        return new BenchBroker(null, kafka, prefix);
    }

    /// <summary>Options with a consumer group of their own, which begins at the present end of the frames.</summary>
    public KafkaOptions Group()
    {
        var options = new KafkaOptions
        {
            Bootstrap = _kafka.Bootstrap, Client = _kafka.Client, ClientFile = _kafka.ClientFile, MaxFrameBytes = _kafka.MaxFrameBytes,
            Embedded = _kafka.Embedded, GroupPrefix = string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{Interlocked.Increment(ref _groups)}"),
        };
        var clients = new KafkaClients(options, NullLoggerFactory.Instance);
        GroupStart.AtEnd(clients, "infer", TopicNames.Frames);
        return options;
    }

    public void Dispose() => _embedded?.Dispose();
}
