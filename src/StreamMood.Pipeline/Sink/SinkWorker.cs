using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Reading;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Sink;

/// <summary>
/// Brings recommendations from the topic to a target, at least once: an offset is stored when the event has arrived, is a dead letter,
/// or was not to leave. Events of a camera or zone go one after the other, several cameras at once. One whose receiver is slow holds
/// nobody up until so many events of its partition wait that the partition is no longer read; the other partitions go on.
/// </summary>
public sealed class SinkWorker : IDisposable
{
    /// <summary>Events of a partition that may wait before it is read no further: 256.</summary>
    public const int MostWaiting = 256;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RevokeWait = TimeSpan.FromSeconds(2);

    private readonly SinkOptions _options;
    private readonly string _role;
    private readonly KafkaClients _clients;
    private readonly ISinkTarget _target;
    private readonly SinkTotals _totals;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SinkFilter _filter;
    private readonly SinkPartitions _partitions = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _ended = new();
    private SinkLanes? _lanes;
    private string? _fault;

    /// <summary>A worker; nothing is read yet.</summary>
    /// <param name="options">Filters.</param>
    /// <param name="role">Name in the consumer group.</param>
    /// <param name="concurrency">Deliveries at once.</param>
    /// <param name="clients">Clients of the broker.</param>
    /// <param name="target">Where to.</param>
    /// <param name="totals">What is counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public SinkWorker(
        SinkOptions options, string role, int concurrency, KafkaClients clients, ISinkTarget target, SinkTotals totals, TimeProvider time, ILogger log)
    {
        (_options, _role, _clients, _target, _totals, _time, _log) = (options, role, clients, target, totals, time, log);
        _filter = new SinkFilter(options);
        Concurrency = concurrency;
    }

    private int Concurrency { get; }

    /// <summary>Runs until told to stop, then in order: no more is read, what is under way may end, offsets are committed.</summary>
    /// <returns>Null, or one line about why the target wants no more.</returns>
    /// <exception cref="FatalBrokerException">When the broker refuses for good.</exception>
    public string? Run(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        using var producer = _clients.EventProducer();
        var letters = new DeadLetterPublisher(producer, _log);
        _lanes = new SinkLanes(Concurrency, e => DeliverAsync(e, letters, stop.Token));
        using var consumer = _clients.EventConsumer(_role)
            .SetPartitionsAssignedHandler((_, places) => _partitions.Assign(places))
            .SetPartitionsRevokedHandler((c, places) => Revoke(c, places))
            .SetPartitionsLostHandler((_, places) => _partitions.Lose(places))
            .Build();
        consumer.Subscribe(TopicNames.Recommendations);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                _clients.Health.ThrowIfFatal();
                Read(consumer);
                _partitions.Store(consumer);
                _partitions.Hold(consumer, MostWaiting);
            }
        }
        finally
        {
            stop.Cancel();
            var deadline = new Deadline(_options.StopTimeout, _time);
            if (!_lanes.WaitIdle(deadline.Left))
            {
                _abort.Cancel();
                _lanes.WaitIdle(TimeSpan.FromSeconds(1));
            }

            producer.Flush(deadline.Left);
            if (GroupExit.Commit(consumer, () => _partitions.Store(consumer), deadline) is { } error)
                _log.CommitFailed(error.Reason);
            GroupExit.Leave(consumer, deadline);
        }

        return _fault;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _abort.Dispose();
        _ended.Dispose();
    }

    private void Read(IConsumer<string, byte[]> consumer)
    {
        try
        {
            if (consumer.Consume(Poll) is { Message: not null } result)
                Take(result);
        }
        catch (ConsumeException e)
        {
            _clients.Health.Report(e.Error); // those that pass, pass
        }
    }

    private void Take(ConsumeResult<string, byte[]> result)
    {
        if (_partitions.Begin(result.TopicPartitionOffset) is not { } partition)
            return;
        _totals.AddConsumed();
        var headers = new KafkaHeaders(result.Message.Headers);
        var read = EventReader.Read(result.Topic, System.Text.Encoding.UTF8.GetBytes(result.Message.Key), headers, result.Message.Value);
        if (!read.TryGet<RecommendationEvent>(out var value))
        {
            // What another version or somebody else wrote is no fault of the receiver's, and nothing for it.
            _totals.AddSkipped(read.Problem.ToString());
            _log.Skipped(result.Topic, result.Partition.Value, result.Offset.Value, read.Detail);
            partition.Finish(result.Offset.Value);
            return;
        }

        var trace = headers.TryGetLast(EventHeaders.TraceParent, out var bytes) ? HeaderText.Text(bytes) : null;
        var e = new SinkEvent(ControlRecord.Key(value.Camera, value.Zone is not null), read.Id, read.Time, value, result.Message.Value, result.TopicPartitionOffset, trace);
        if (_filter.Holds(e, _time.GetUtcNow()) is { } reason)
        {
            _totals.AddSkipped(reason);
            partition.Finish(result.Offset.Value);
            return;
        }

        _lanes!.Add(e, partition);
    }

    private async Task<bool> DeliverAsync(SinkEvent e, DeadLetterPublisher letters, CancellationToken stop)
    {
        try
        {
            var outcome = await _target.DeliverAsync(
                e, detail =>
                {
                    _totals.AddRetry();
                    _log.Retried(e.Id, detail);
                }, stop, _abort.Token);
            if (outcome.Reason == "gone")
            {
                // It wants no more, this one or any other: nothing is lost by stopping here.
                _fault ??= $"{outcome.Detail}, so it wants no more; nothing more is sent, and a sink that is started again begins with {e.Id}";
                await _ended.CancelAsync();
                return false;
            }

            if (outcome.Reason is { } reason)
                await BuryAsync(e, reason, outcome.Detail, letters);
            else
                _totals.AddDelivered();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception failure)
        {
            _fault ??= $"{failure.GetType().Name}: {failure.Message}";
            await _ended.CancelAsync();
            return false;
        }
    }

    private async Task BuryAsync(SinkEvent e, string reason, string detail, DeadLetterPublisher letters)
    {
        var delivered = new TaskCompletionSource<Error>(TaskCreationOptions.RunContinuationsAsynchronously);
        var letter = new DeadLetter
        {
            Camera = e.Value.Camera, Id = e.Id, Topic = e.Place.Topic, Partition = e.Place.Partition.Value, Offset = e.Place.Offset.Value, Stage = "sink", Reason = reason,
            Message = detail,
        };
        letters.Publish(letter, e.Value.Camera, e.Time, e.TraceParent, report => delivered.TrySetResult(report.Error));
        if (await delivered.Task.WaitAsync(_abort.Token) is { IsError: true } error)
            throw new FatalBrokerException($"a dead letter was not taken: {error.Reason}");
        _totals.AddDeadLetter(reason);
        _log.GivenUp(e.Id, reason, detail);
    }

    // The next owner begins at the committed offset; what is under way gets a moment, what is not done then is done twice.
    private void Revoke(IConsumer<string, byte[]> consumer, List<TopicPartitionOffset> places)
    {
        var committed = GroupExit.GiveUp(
            consumer, () => _partitions.InFlight(places) > 0 && !_ended.IsCancellationRequested, () => _partitions.Store(consumer), new Deadline(RevokeWait, _time));
        if (committed is { } error)
            _log.CommitFailed(error.Reason);
        _partitions.Lose(places);
    }
}
