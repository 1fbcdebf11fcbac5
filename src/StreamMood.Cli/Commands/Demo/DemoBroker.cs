using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>The broker of a demo: the one named, or an embedded one that ends with it.</summary>
internal sealed class DemoBroker : IDisposable
{
    private const int MostFramePartitions = 24;
    private readonly EmbeddedBroker? _embedded;

    private DemoBroker(EmbeddedBroker? embedded, KafkaOptions kafka, KafkaClients clients)
    {
        _embedded = embedded;
        Kafka = kafka;
        Clients = clients;
    }

    /// <summary>Settings for every role.</summary>
    public KafkaOptions Kafka { get; }

    /// <summary>Clients of the demo itself.</summary>
    public KafkaClients Clients { get; }

    /// <summary>One line for people.</summary>
    public string Description => _embedded is null ? $"Kafka at {Kafka.Bootstrap}" : $"embedded broker at {_embedded.Bootstrap}";

    /// <summary>Whether the user names a broker.</summary>
    public static bool IsNamed(KafkaOptions kafka) => kafka.Bootstrap is not null || kafka.ClientFile is not null || kafka.Client.Count > 0;

    /// <summary>Starts or checks the broker and makes the topics.</summary>
    /// <param name="settings">The user's settings; where they name no broker, one is embedded.</param>
    /// <param name="port">Port of the embedded broker; a free one when null.</param>
    /// <param name="cameras">How many cameras there will be; frames of each want a partition of their own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DemoBroker> StartAsync(StreamMoodSettings settings, int? port, int cameras, TimeProvider time, CancellationToken cancellationToken)
    {
        var kafka = settings.Kafka;
        if (!IsNamed(kafka))
        {
            var partitions = Math.Clamp(2 * cameras, EmbeddedBroker.DefaultFramePartitions, MostFramePartitions);
            var embedded = EmbeddedBroker.Start(TopicSpec.All, port, partitions);
            var options = embedded.Options();
            return new DemoBroker(embedded, options, new KafkaClients(options, NullLoggerFactory.Instance, time));
        }

        // Groups of its own, beginning at the present end: a demo neither takes frames from the workers of a running system nor
        // works through what lies in the topics from before.
        kafka.GroupPrefix = string.Create(CultureInfo.InvariantCulture, $"{kafka.GroupPrefix}-demo-{time.GetUtcNow().ToUnixTimeMilliseconds()}");
        settings.Recommender.KeepState = false;
        var clients = new KafkaClients(kafka, NullLoggerFactory.Instance, time);
        await BrokerProbe.CheckAsync(clients, [], cancellationToken: cancellationToken);
        await TopicAdmin.CreateAsync(clients, TopicSpec.All, cancellationToken: cancellationToken);
        await FrameRetention.RequireAsync(clients, settings.Privacy, cancellationToken);
        await Task.Run(
            () =>
            {
                GroupStart.AtEnd(clients, "infer", TopicNames.Frames);
                GroupStart.AtEnd(clients, "recommend", TopicNames.Emotions);
            },
            cancellationToken);
        return new DemoBroker(null, kafka, clients);
    }

    public void Dispose() => _embedded?.Dispose();
}
