using System.Runtime.ExceptionServices;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;
using StreamMood.Pipeline.Telemetry.Tracing;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// One life of the recommender's clients: from joining the group to leaving it, or to the first transaction that fails. An
/// orderly end publishes nothing more: windows that are open are not whole, and stay in the state.
/// </summary>
internal sealed class RecommenderSession : IDisposable
{
    // Also how soon a stop is noticed.
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan QuietInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RevokePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MeasureInterval = TimeSpan.FromMilliseconds(500);

    private readonly RecommenderOptions _options;
    private readonly KafkaClients _clients;
    private readonly RecommenderMetrics _metrics;
    private readonly Heartbeat _heartbeat;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly bool _exactly;
    private readonly StateTopic? _state;
    private readonly ControlTopic _controls;
    private readonly AssignedPartitions _partitions;
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly RecordBatch _batch;
    private readonly string? _transactionalId;
    private readonly List<RecommendationEvent> _recommended = [];
    private readonly List<string> _letters = [];
    private readonly LossReport _losses;
    private IDelivery? _delivery;
    private readonly CancellationToken _stop;
    private ExceptionDispatchInfo? _fault;
    private int _records;
    private bool _outputs;
    private long _committedAt;
    private long _savedAt;
    private long _measuredAt;

    public RecommenderSession(
        RecommenderOptions options, string group, KafkaClients clients, string? transactionalId, RecommenderMetrics metrics, Heartbeat heartbeat, ILogger log, TimeProvider time,
        CancellationToken stop)
    {
        _options = options;
        _stop = stop;
        _clients = clients;
        _metrics = metrics;
        _heartbeat = heartbeat;
        _log = log;
        _time = time;
        _transactionalId = transactionalId;
        _exactly = transactionalId is not null;
        _losses = new LossReport(metrics, time, log);
        _state = options.KeepState ? new StateTopic(clients, group, options.Topic, metrics, log, time) : null;
        _controls = new ControlTopic(clients, log, time, stop);
        _partitions = new AssignedPartitions(options, _state, _controls, metrics, log);
        var builder = _exactly ? clients.TransactionalConsumer(RecommenderWorker.Role) : clients.EventConsumer(RecommenderWorker.Role);
        _consumer = builder
            .SetPartitionsAssignedHandler((_, taken) => Guard(() => Take(taken), () => taken.ConvertAll(t => new TopicPartitionOffset(t, Offset.Unset))))
            .SetPartitionsRevokedHandler((_, gone) => Guard(() => GiveUp(gone)))
            .SetPartitionsLostHandler((_, gone) => Guard(() => Lose(gone)))
            .Build();
        _batch = new RecordBatch(_consumer.Handle);
    }

    /// <summary>Works until asked to stop.</summary>
    /// <exception cref="DeliveryException">When what was not committed is void.</exception>
    public void Run()
    {
        var stop = _stop;
        _delivery = _exactly
            ? new TransactionalDelivery(_clients.TransactionalProducer(_transactionalId!), _consumer, stop)
            : new FlushedDelivery(_clients.EventProducer(), _consumer, _clients.Health, stop);
        _committedAt = _savedAt = _measuredAt = _time.GetTimestamp();
        _consumer.Subscribe(_partitions.Topics);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                _heartbeat.Beat();
                _controls.Poll();
                while (_controls.TakeRevoked() is { } camera)
                    if (_partitions.Forget(camera))
                        _log.WindowsDropped(camera);
                _batch.Fill(PollWait);
                _fault?.Throw();
                for (var i = 0; i < _batch.Count; i++)
                    Work(_batch[i]);
                CommitIfDue();
                Measure();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop while it waited for the broker.
        }

        Leave();
    }

    public void Dispose()
    {
        _batch.Dispose();
        _delivery?.Dispose();
        _consumer.Dispose();
        _state?.Dispose();
        _controls.Dispose();
    }

    private void Work(in RecordBatch.Record message)
    {
        if (message.Error is { } error)
        {
            // Passing ones mend themselves; a fatal one cancels the loop through the health.
            _clients.Health.Report(error);
            return;
        }

        if (_partitions.StepFor(message.Topic, message.Partition) is not { } step)
            return; // given up while it was on its way
        if (message.Offset < step.NextOffset)
        {
            _log.WentBack(message.Topic, message.Partition, message.Offset, step.NextOffset);
            step.Mood.Reset([]);
            step.Resume(message.Offset, 0);
        }

        if (_records++ == 0)
            _metrics.Begin(_time.GetTimestamp());
        var record = new EmotionRecord(message);
        var result = step.Take(record);
        _partitions.Moved(message.Topic, message.Partition);
        if (result.Zone is not null || result.DeadLetter is not null || result.Recommendations.Count > 0)
            Send(record, result);
    }

    private void Send(in EmotionRecord record, in StepResult result)
    {
        _outputs = true;
        var trace = record.Header(EventHeaders.TraceParent) is { IsEmpty: false } parent ? Encoding.ASCII.GetString(parent) : null;
        using var span = result.Recommendations.Count > 0 ? StreamMoodTraces.Continue("recommend", record.Header(EventHeaders.TraceParent)) : null;
        foreach (var made in result.Recommendations)
        {
            _delivery!.Produce(new TopicPartition(TopicNames.Recommendations, Partition.Any), EventMessages.Recommendation(made, trace));
            _recommended.Add(made);
        }

        if (result.Zone is { } zone)
            _delivery!.Produce(new TopicPartition(TopicNames.Zones, Partition.Any), EventMessages.Forward(zone, record.Value, trace));
        if (result.DeadLetter is not { } letter)
            return;
        var at = EventHeaders.TryParseTime(Encoding.ASCII.GetString(record.Header(EventHeaders.Time)), out var told) ? told : _time.GetUtcNow();
        _delivery!.Produce(
            new TopicPartition(TopicNames.DeadLetters, Partition.Any),
            EventMessages.DeadLetter(letter, record.Key.IsEmpty ? null : Encoding.UTF8.GetString(record.Key), at, trace));
        _letters.Add(letter.Reason);
        _log.DeadLetter(letter.Topic, letter.Partition, letter.Offset, letter.Stage, letter.Reason);
    }

    private void CommitIfDue()
    {
        if (!_partitions.HasMoved)
            return;
        var passed = _time.GetElapsedTime(_committedAt);
        if (_records >= _options.Transaction.MaxRecords || passed >= (_outputs ? _options.Transaction.Interval : QuietInterval))
            Commit(_state is not null && _time.GetElapsedTime(_savedAt) >= _options.StateInterval, _stop);
    }

    private void Commit(bool save, CancellationToken cancellationToken)
    {
        if (save)
            _savedAt = _time.GetTimestamp();
        var begun = _time.GetTimestamp();
        _delivery!.Commit(_partitions.TakeProgress(), save ? () => _partitions.WriteState(_delivery.Produce) : null, cancellationToken);
        _metrics.OnCommit(_time.GetElapsedTime(begun));
        _clients.Health.Up();
        _metrics.Read(_records, _time.GetTimestamp());
        _records = 0;
        _outputs = false;
        var now = _time.GetUtcNow();
        foreach (var made in _recommended)
            _metrics.Committed(made, now - made.WindowEnd);
        _recommended.Clear();
        foreach (var reason in _letters)
            _metrics.DeadLettered(reason);
        _letters.Clear();
        _committedAt = _time.GetTimestamp();
    }

    private void Measure()
    {
        if (_time.GetElapsedTime(_measuredAt) < MeasureInterval)
            return;
        _measuredAt = _time.GetTimestamp();
        _partitions.Measure(_consumer);
        _losses.Tick();
    }

    private List<TopicPartitionOffset> Take(List<TopicPartition> taken)
    {
        _log.Assigned(Text(taken));
        return _partitions.Take(_consumer, taken, _stop);
    }

    // Whoever gets them next begins where this ends.
    private void GiveUp(List<TopicPartitionOffset> gone)
    {
        var named = gone.ConvertAll(p => p.TopicPartition);
        using var patience = new CancellationTokenSource(RevokePatience, _time);
        if (_fault is null && named.Count > 0)
            Commit(_state is not null, patience.Token);
        _partitions.Drop(named);
        _log.Revoked(Text(named));
    }

    // Somebody else may have them already: nothing of theirs may be committed, and a transaction is for all or none.
    private void Lose(List<TopicPartitionOffset> gone)
    {
        var named = gone.ConvertAll(p => p.TopicPartition);
        _partitions.Drop(named);
        throw new DeliveryException($"the group gave partitions {Text(named)} to others meanwhile");
    }

    // Handlers run inside the client's call, which must not see exceptions; the loop throws them.
    private void Guard(Action handler) => Guard(
        () =>
        {
            handler();
            return true;
        },
        () => false);

    private T Guard<T>(Func<T> handler, Func<T> otherwise)
    {
        try
        {
            return handler();
        }
        catch (Exception e)
        {
            var passes = e is KafkaException or TimeoutException || (e is OperationCanceledException && !_stop.IsCancellationRequested);
            _fault ??= ExceptionDispatchInfo.Capture(passes ? new DeliveryException($"a rebalance failed: {e.Message}", e) : e);
            return otherwise();
        }
    }

    // In order and under one deadline: what was read, offsets, group.
    private void Leave()
    {
        using var deadline = new CancellationTokenSource(_options.StopTimeout, _time);
        try
        {
            if (_partitions.HasMoved)
                Commit(_state is not null, deadline.Token);
        }
        catch (Exception e) when (e is DeliveryException or OperationCanceledException)
        {
            _log.StoppedEarly(e.Message);
            _fault ??= ExceptionDispatchInfo.Capture(e);
        }

        try
        {
            if (!Task.Run(_consumer.Close).Wait(_options.StopTimeout + PollWait))
                _log.LeftBadly("the broker does not answer");
        }
        catch (AggregateException e) when (e.InnerException is KafkaException kafka)
        {
            _log.LeftBadly(kafka.Error.Reason);
        }
    }

    private static string Text(IEnumerable<TopicPartition> partitions) =>
        string.Join(", ", partitions.OrderBy(p => p.Topic, StringComparer.Ordinal).ThenBy(p => p.Partition.Value)
            .Select(p => p.Topic == TopicNames.Zones ? $"zones {p.Partition.Value}" : $"{p.Partition.Value}"));
}
