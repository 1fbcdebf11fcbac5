using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Reads emotion events and publishes recommendations, one <see cref="RecommenderStep"/> an assigned partition, all on one
/// thread. State lies in memory only. What makes that safe is the offset that is stored: not the last one read, but the one
/// from which everything not yet acknowledged can be made again (why, see <see cref="MoodPartition"/>). So after a SIGKILL,
/// and for whoever takes a partition over, no recommendation is missing and those made twice have equal ids; and the group's
/// lag, as Kafka's own tools show it, is always about a minute and a half of events.
/// An orderly stop publishes nothing more: windows that are open are not whole, and are rebuilt by the next start.
/// </summary>
public sealed class RecommenderWorker : BackgroundService
{
    /// <summary>The role's part of the consumer group's name.</summary>
    public const string Role = "recommend";

    // Also how soon a stop is noticed.
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    private readonly RecommenderOptions _options;
    private readonly KafkaOptions _kafka;
    private readonly RecommenderMetrics _metrics;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly TimeProvider _time;

    /// <summary>A worker that has not started.</summary>
    public RecommenderWorker(
        RecommenderOptions options, KafkaOptions kafka, RecommenderMetrics metrics, ILoggerFactory loggers, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        _options = options;
        _kafka = kafka;
        _metrics = metrics;
        _loggers = loggers;
        _log = loggers.CreateLogger("StreamMood.Recommender");
        _time = time;
    }

    /// <inheritdoc />
    /// <exception cref="FatalBrokerException">When the broker refuses for good.</exception>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stoppingToken)
    {
        var clients = new KafkaClients(_kafka, _loggers, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, clients.Health.Fatal);
        using var producer = clients.EventProducer();
        using var published = new PublishedRecommendations(clients, _kafka.Embedded, _time, _log);
        var partitions = new AssignedPartitions(_options, published, _metrics, _log);
        var consumer = clients.EventConsumer(Role)
            .SetPartitionsAssignedHandler((_, taken) => _log.Assigned(Text(taken)))
            .SetPartitionsRevokedHandler((c, gone) => GiveUp(partitions, c, gone, owned: true))
            .SetPartitionsLostHandler((c, gone) => GiveUp(partitions, c, gone, owned: false))
            .Build();
        var outbox = new RecommenderOutbox(producer, clients.Health, _metrics, _time, _log);
        _log.Starts(_options.Window, _options.Grace, _options.ToMood().Filter.Create(_options.Window).Description);
        try
        {
            consumer.Subscribe(TopicNames.Emotions);
            Loop(consumer, partitions, outbox, clients.Health, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The producer was full when the stop came.
        }
        finally
        {
            Close(consumer, partitions, producer);
        }

        clients.Health.ThrowIfFatal();
    }

    private void Loop(
        IConsumer<string, byte[]> consumer, AssignedPartitions partitions, RecommenderOutbox outbox, BrokerHealth health, CancellationToken stop)
    {
        var losses = new LossReport(_metrics, _time, _log);
        var storedAt = _time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            if (Read(consumer, health) is { } message)
                Work(message, partitions, outbox, stop);
            outbox.ThrowIfRefused();
            if (_time.GetElapsedTime(storedAt) < _options.StoreInterval)
                continue;
            partitions.Store(consumer);
            losses.Tick();
            storedAt = _time.GetTimestamp();
        }
    }

    private static ConsumeResult<string, byte[]>? Read(IConsumer<string, byte[]> consumer, BrokerHealth health)
    {
        try
        {
            var message = consumer.Consume(PollWait);
            if (message is not null)
                health.Up();
            return message;
        }
        catch (ConsumeException e)
        {
            // Passing ones mend themselves; a fatal one cancels the loop through the health.
            health.Report(e.Error);
            return null;
        }
    }

    private void Work(
        ConsumeResult<string, byte[]> message, AssignedPartitions partitions, RecommenderOutbox outbox, CancellationToken stop)
    {
        _metrics.Read();
        var record = new EmotionRecord(message.Message.Key, message.Message.Headers, message.Message.Value, message.Offset.Value);
        var step = partitions.StepFor(message.Partition.Value, record, stop);
        outbox.Send(step, record, step.Take(record), stop);
    }

    // In order and under one deadline: acknowledgements, offsets, group.
    private void Close(IConsumer<string, byte[]> consumer, AssignedPartitions partitions, IProducer<string, byte[]> producer)
    {
        var started = _time.GetTimestamp();
        producer.Flush(_options.StopTimeout);
        partitions.Store(consumer);
        if (_metrics.Pending > 0)
            _log.StoppedEarly((int)_metrics.Pending);

        // Closing asks the broker, and waits for it when it is gone.
        var left = _options.StopTimeout - _time.GetElapsedTime(started);
        if (Task.Run(() => Leave(consumer)).Wait(left > PollWait ? left : PollWait))
            consumer.Dispose();
        _log.Stopped(_metrics.Recommendations, _metrics.Consumed, _metrics.DeadLetters, _metrics.Late);
    }

    private void Leave(IConsumer<string, byte[]> consumer)
    {
        try
        {
            consumer.Close();
        }
        catch (KafkaException e)
        {
            _log.LeftBadly(e.Error.Reason);
        }
    }

    private void GiveUp(AssignedPartitions partitions, IConsumer<string, byte[]> consumer, List<TopicPartitionOffset> gone, bool owned)
    {
        var named = gone.ConvertAll(p => p.TopicPartition);
        partitions.GiveUp(consumer, named, owned);
        _log.Revoked(Text(named));
    }

    private static string Text(IEnumerable<TopicPartition> partitions) => string.Join(", ", partitions.Select(p => p.Partition.Value).Order());
}
