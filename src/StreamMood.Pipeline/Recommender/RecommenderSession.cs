using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;

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
    private static readonly TimeSpan AbandonPatience = TimeSpan.FromSeconds(5);
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
    private readonly PartitionMerge? _merge;
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly RecordBatch _batch;
    private readonly string? _transactionalId;
    private readonly LossReport _losses;
    private readonly CancellationToken _stop;
    private readonly RebalanceGuard _guard;
    private IDelivery? _delivery;
    private RecommenderOutput? _output;
    private int _records;
    private bool _left;
    private bool _hangs;
    private long _committedAt;
    private long _savedAt;
    private long _measuredAt;

    public RecommenderSession(
        RecommenderOptions options, string group, KafkaClients clients, string? transactionalId, RecommenderMetrics metrics, Heartbeat heartbeat, ILogger log, TimeProvider time,
        CancellationToken stop)
    {
        _options = options;
        (_stop, _guard) = (stop, new RebalanceGuard(stop));
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
        // Only zones see several partitions, so only they need an order among them.
        _merge = _partitions.HasZones ? new PartitionMerge(options.Grace, options.ClockTolerance, time) : null;
        _consumer = clients.EventConsumer(RecommenderWorker.Role, _exactly, ends: _merge is not null)
            .SetPartitionsAssignedHandler((_, taken) => _guard.Run(() => Take(taken), () => taken.ConvertAll(t => new TopicPartitionOffset(t, Offset.Unset))))
            .SetPartitionsRevokedHandler((_, gone) => _guard.Run(() => GiveUp(gone)))
            .SetPartitionsLostHandler((_, gone) => _guard.Run(() => Lose(gone)))
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
        _output = new RecommenderOutput(_delivery, _metrics, _log, _time);
        _committedAt = _savedAt = _measuredAt = _time.GetTimestamp();
        _consumer.Subscribe(_partitions.Topics);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                _heartbeat.Beat();
                _controls.Poll();
                while (_controls.TakeRevoked() is var (camera, at))
                    if (_partitions.Forget(camera, at.UtcTicks))
                        _log.WindowsDropped(camera);
                _batch.Fill(PollWait);
                _guard.Throw();
                for (var i = 0; i < _batch.Count; i++)
                    Take(_batch[i]);
                if (_merge is not null)
                    WorkInTurn(_merge);
                _output.HandOver();
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
        _output?.Abandon();
        _delivery?.Dispose();
        if (!_left)
            Abandon();
        if (!_hangs)
            _consumer.Dispose();
        _state?.Dispose();
        _controls.Dispose();
    }

    private void Take(in RecordBatch.Record message)
    {
        if (message.Error is { } error)
        {
            // Passing ones mend themselves; a fatal one cancels the loop through the health.
            if (error.Code != ErrorCode.Local_PartitionEOF)
                _clients.Health.Report(error);
            else if (message.Topic == _options.Topic)
                _merge?.End(message.Partition);
            return;
        }

        if (_merge is null || message.Topic != _options.Topic)
            Work(message.Topic, message.Partition, new EmotionRecord(message));
        else if (_merge.Add(message.Partition, HeldRecord.Of(message)))
            _consumer.Pause([new TopicPartition(_options.Topic, message.Partition)]);
    }

    private void WorkInTurn(PartitionMerge merge)
    {
        while (merge.Next(out var partition, out var resume) is { } held)
        {
            if (resume)
                _consumer.Resume([new TopicPartition(_options.Topic, partition)]);
            Work(_options.Topic, partition, held.ToRecord());
        }
    }

    private void Work(string topic, int partition, in EmotionRecord record)
    {
        if (_partitions.StepFor(topic, partition) is not { } step)
            return; // given up while it was on its way
        if (record.Offset < step.NextOffset && _partitions.WasTaken(_consumer, step, record.Offset))
            return;
        if (step.IsUnwritten)
        {
            _output!.Drain();
            _partitions.WriteBeginning(step, partition, record.Offset, _delivery!.Produce);
        }

        if (_records++ == 0)
            _metrics.Begin(_time.GetTimestamp());
        var result = step.Take(record);
        _partitions.Moved(step);
        if (result.Zone is not null || result.DeadLetter is not null || result.Recommendations.Count > 0)
            _output!.Send(record, result);
    }

    private void CommitIfDue()
    {
        if (!_partitions.HasMoved)
            return;
        var passed = _time.GetElapsedTime(_committedAt);
        if (_records >= _options.Transaction.MaxRecords || passed >= (_output!.IsPending ? _options.Transaction.Interval : QuietInterval))
            Commit(_state is not null && _time.GetElapsedTime(_savedAt) >= _options.StateInterval, _stop);
    }

    private void Commit(bool save, CancellationToken cancellationToken)
    {
        if (save)
            _savedAt = _time.GetTimestamp();
        var begun = _time.GetTimestamp();
        _output!.Drain();
        _delivery!.Commit(_partitions.TakeProgress(), save ? () => _partitions.WriteState(_delivery.Produce) : null, cancellationToken);
        _metrics.OnCommit(_time.GetElapsedTime(begun));
        _clients.Health.Up();
        _metrics.Read(_records, _time.GetTimestamp());
        _records = 0;
        _output.OnCommitted();
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
        foreach (var partition in taken.Where(t => t.Topic == _options.Topic))
            _merge?.Open(partition.Partition.Value);
        return _partitions.Take(_consumer, taken, _stop);
    }

    // Whoever gets them next begins where this ends.
    private void GiveUp(List<TopicPartitionOffset> gone)
    {
        var named = gone.ConvertAll(p => p.TopicPartition);
        using var patience = new CancellationTokenSource(RevokePatience, _time);
        if (!_guard.HasFault && named.Count > 0)
            Commit(_state is not null, patience.Token);
        Drop(named);
        _log.Revoked(Text(named));
    }

    // Somebody else may have them already: nothing of theirs may be committed, and a transaction is for all or none.
    private void Lose(List<TopicPartitionOffset> gone)
    {
        var named = gone.ConvertAll(p => p.TopicPartition);
        Drop(named);
        throw new DeliveryException($"the group gave partitions {Text(named)} to others meanwhile");
    }

    private void Drop(List<TopicPartition> gone)
    {
        foreach (var partition in gone.Where(t => t.Topic == _options.Topic))
            _merge?.Close(partition.Partition.Value);
        _partitions.Drop(gone);
    }

    // After a failure: what others may take over they should not wait for until our session ends. Nothing is committed any more.
    private void Abandon()
    {
        _guard.Fail(new DeliveryException("the session is over"));
        if (!_clients.Health.IsDown)
            Close(AbandonPatience);
    }

    // A client that does not come to its end calls back still, and must not be disposed of.
    private void Close(TimeSpan patience)
    {
        try
        {
            _hangs = !Task.Run(_consumer.Close).Wait(patience);
            if (_hangs)
                _log.LeftBadly("the broker does not answer");
        }
        catch (AggregateException e) when (e.InnerException is KafkaException kafka)
        {
            _log.LeftBadly(kafka.Error.Reason);
        }
    }

    // In order and under one deadline: what was read, offsets, group.
    private void Leave()
    {
        _left = true;
        using var deadline = new CancellationTokenSource(_options.StopTimeout, _time);
        try
        {
            if (_partitions.HasMoved)
                Commit(_state is not null, deadline.Token);
        }
        catch (Exception e) when (e is DeliveryException or OperationCanceledException)
        {
            _log.StoppedEarly(e.Message);
            _guard.Fail(e);
        }

        Close(_options.StopTimeout + PollWait);
    }

    private static string Text(IEnumerable<TopicPartition> partitions) =>
        string.Join(", ", partitions.OrderBy(p => p.Topic, StringComparer.Ordinal).ThenBy(p => p.Partition.Value)
            .Select(p => p.Topic == TopicNames.Zones ? $"zones {p.Partition.Value}" : $"{p.Partition.Value}"));
}
