using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Fixtures;

/// <summary>A broker with our topics, empty, for one test.</summary>
public abstract class TestBroker : IDisposable
{
    private static int _count;

    /// <summary>Options that reach it, each with a group of its own unless told otherwise.</summary>
    public KafkaOptions Options(string? group = null)
    {
        var options = Reach();
        options.GroupPrefix = group ?? $"test-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        return options;
    }

    public KafkaClients Clients() => new(Options(), NullLoggerFactory.Instance);

    public abstract void Dispose();

    protected abstract KafkaOptions Reach();
}

/// <summary>The embedded broker.</summary>
public sealed class EmbeddedTestBroker : TestBroker
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start(TopicSpec.All, framePartitions: 4);

    public override void Dispose() => _broker.Dispose();

    internal EmbeddedBroker Broker => _broker;

    protected override KafkaOptions Reach() => _broker.Options();
}

/// <summary>A real Kafka node whose topics are made anew.</summary>
public sealed class RealTestBroker : TestBroker
{
    private readonly string _bootstrap;

    private RealTestBroker(string bootstrap) => _bootstrap = bootstrap;

    public static async Task<RealTestBroker> EmptyAsync(string bootstrap)
    {
        var broker = new RealTestBroker(bootstrap);
        var clients = broker.Clients();
        using var admin = clients.Admin();
        try
        {
            await admin.DeleteTopicsAsync(TopicSpec.All.Select(t => t.Name));
        }
        catch (DeleteTopicsException)
        {
            // Not there: the better.
        }

        await Poll.Until(
            () => !admin.GetMetadata(Poll.Patience).Topics.Exists(t => t.Topic.StartsWith("streammood.", StringComparison.Ordinal)),
            "old topics are gone");
        await TopicAdmin.CreateAsync(clients, [.. TopicSpec.All.Select(t => t with { Partitions = Math.Min(t.Partitions, 4) })]);
        await Poll.Until(() => TopicAdmin.Partitions(clients, TopicSpec.All.Select(t => t.Name)).Count == TopicSpec.All.Sum(t => Math.Min(t.Partitions, 4)), "topics are there");
        return broker;
    }

    public override void Dispose()
    {
    }

    protected override KafkaOptions Reach() => new() { Bootstrap = _bootstrap };
}
