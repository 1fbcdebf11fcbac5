using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
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
    private readonly MoodOptions _mood;
    private readonly KafkaOptions _kafka;
    private readonly RecommenderMetrics _metrics;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, RecommenderStep> _steps = [];
    private readonly Dictionary<int, long> _stored = [];

    /// <summary>A worker that has not started.</summary>
    public RecommenderWorker(
        RecommenderOptions options, KafkaOptions kafka, RecommenderMetrics metrics, ILoggerFactory loggers, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        _options = options;
        _mood = options.ToMood();
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
        var consumer = clients.EventConsumer(Role)
            .SetPartitionsAssignedHandler((_, partitions) => _log.Assigned(Text(partitions.Select(p => p.Partition))))
            .SetPartitionsRevokedHandler((c, partitions) => GiveUp(c, partitions, owned: true))
            .SetPartitionsLostHandler((c, partitions) => GiveUp(c, partitions, owned: false))
            .Build();
        using var published = new PublishedRecommendations(clients, _kafka.Embedded, _time, _log);
        var outbox = new RecommenderOutbox(producer, clients.Health, _metrics, _time, _log);
        _log.Starts(_options.Window, _options.Grace, _options.HalfLife);
        try
        {
            consumer.Subscribe(TopicNames.Emotions);
            Loop(consumer, outbox, published, clients.Health, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The producer was full when the stop came.
        }
        finally
        {
            Close(consumer, producer);
        }

        clients.Health.ThrowIfFatal();
    }

    private void Loop(
        IConsumer<string, byte[]> consumer, RecommenderOutbox outbox, PublishedRecommendations published, BrokerHealth health,
        CancellationToken stop)
    {
        var losses = new LossReport(_metrics, _time, _log);
        var storedAt = _time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            if (Read(consumer, health) is { } message)
                Work(message, outbox, published, stop);
            outbox.ThrowIfRefused();
            if (_time.GetElapsedTime(storedAt) < _options.StoreInterval)
                continue;
            StoreAll(consumer);
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
        ConsumeResult<string, byte[]> message, RecommenderOutbox outbox, PublishedRecommendations published, CancellationToken stop)
    {
        _metrics.Read();
        var record = new EmotionRecord(message.Message.Key, message.Message.Headers, message.Message.Value, message.Offset.Value);
        var step = Step(message.Partition.Value, record, published, stop);
        outbox.Send(step, record, step.Take(record), stop);
    }

    private RecommenderStep Step(int partition, in EmotionRecord record, PublishedRecommendations published, CancellationToken stop)
    {
        // Going back happens when the topic was made anew, or its offsets were reset: everything begins again.
        if (_steps.TryGetValue(partition, out var step) && record.Offset > step.LastOffset)
            return step;
        step = new RecommenderStep(partition, record.Offset, _mood, _metrics.Totals);
        _steps[partition] = step;
        _stored.Remove(partition);
        if (record.Offset == 0)
            return step;

        _log.Resumed(partition, record.Offset, step.HeldBack);
        if (ReadHeaders.TryRead(record.Headers, EventHeaders.EmotionType, out var headers, out _))
            step.Recall(published.Read(partition, headers.Time - _options.ClockTolerance - _options.Window, stop));
        return step;
    }

    private void StoreAll(IConsumer<string, byte[]> consumer)
    {
        long cameras = 0, pending = 0, lag = 0;
        foreach (var (partition, step) in _steps)
        {
            Store(consumer, partition, step);
            cameras += step.Cameras;
            pending += step.Pending.Count;
            var high = consumer.GetWatermarkOffsets(new TopicPartition(TopicNames.Emotions, partition)).High;
            lag += Math.Max(0, high.Value - step.LastOffset - 1);
        }

        _metrics.Holds(cameras, pending, lag);
    }

    private void Store(IConsumer<string, byte[]> consumer, int partition, RecommenderStep step)
    {
        var offset = step.OffsetToStore;
        if (offset <= _stored.GetValueOrDefault(partition, -1))
            return;
        try
        {
            consumer.StoreOffset(new TopicPartitionOffset(TopicNames.Emotions, partition, offset));
            _stored[partition] = offset;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
        {
            // No longer ours; the handler for that comes with a later poll.
        }
    }

    // What is stored here is committed by the client as it gives the partitions up. Of lost ones nothing may be stored: they
    // are somebody else's by now. Outputs still on their way do no harm, their owner-to-be makes the same ones.
    private void GiveUp(IConsumer<string, byte[]> consumer, List<TopicPartitionOffset> partitions, bool owned)
    {
        foreach (var partition in partitions.Select(p => p.Partition.Value))
        {
            if (owned && _steps.TryGetValue(partition, out var step))
                Store(consumer, partition, step);
            _steps.Remove(partition);
            _stored.Remove(partition);
        }

        _log.Revoked(Text(partitions.Select(p => p.Partition)));
    }

    // In order and under one deadline: acknowledgements, offsets, group.
    private void Close(IConsumer<string, byte[]> consumer, IProducer<string, byte[]> producer)
    {
        var started = _time.GetTimestamp();
        producer.Flush(_options.StopTimeout);
        StoreAll(consumer);
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

    private static string Text(IEnumerable<Partition> partitions) => string.Join(", ", partitions.Select(p => p.Value).Order());
}
