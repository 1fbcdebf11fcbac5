using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;
using StreamMood.Pipeline.Telemetry.Tracing;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// The consumer's side of the worker, on one thread: reads frames, checks their headers, hands each to a lane, and stores offsets
/// over the unbroken run of finished frames. The client calls the rebalance handlers on the same thread.
/// </summary>
internal sealed class FrameIntake : IDisposable
{
    /// <summary>Role name in the consumer group.</summary>
    public const string Role = "infer";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    // Often beside the second after which the client commits what is stored; a call and some objects a partition each time.
    private static readonly TimeSpan TidyInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LagInterval = TimeSpan.FromSeconds(1);
    // What an overloaded worker reads is mostly skipped. Read as it comes, each fetch brings a handful of frames and costs worker and
    // broker more than the frames do. So it rests between bunches, but only while lanes have plenty, and only when it is at the end
    // of what there is: one that has to catch up reads as fast as it can.
    private const int RestSteps = 4;
    private static readonly TimeSpan RestStep = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RevokeWait = TimeSpan.FromSeconds(5);

    private readonly IConsumer<string, PooledBytes> _consumer;
    private readonly BrokerHealth _health;
    private readonly CameraTable _cameras;
    // A replay is a camera of its own: its frames, older than those that come live, would make the tracker of these begin anew with
    // each, and in an overload, where a camera's newest counts, would push them out. So it has its own tracks and its own turn.
    private readonly CameraTable _replays;
    private readonly FrameBacklog _backlog;
    private readonly FrameOutcomes _outcomes;
    private readonly ConsentWatch _consent;
    private readonly InferenceMetrics _metrics;
    private readonly LossReport _losses;
    private readonly LoadReport _load;
    private readonly Heartbeat _heartbeat;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly FramePartitions _partitions = new();
    private long _stored;
    private long _lagTaken;
    private volatile bool _hasJoined;
    private DateTimeOffset _lastCaptured;
    private bool _hangs;
    private bool _leaving;

    public FrameIntake(
        KafkaClients clients, InferenceOptions options, FrameBacklog backlog, FrameOutcomes outcomes, ConsentWatch consent, InferenceMetrics metrics,
        Heartbeat heartbeat, TimeProvider time, ILogger log)
    {
        _health = clients.Health;
        _cameras = new CameraTable(time);
        _replays = new CameraTable(time);
        _backlog = backlog;
        _outcomes = outcomes;
        _consent = consent;
        _metrics = metrics;
        _losses = new LossReport(metrics, time, log);
        _load = new LoadReport(metrics, message => outcomes.Tell(TopicNames.Load, message), time);
        _heartbeat = heartbeat;
        _maxAge = options.MaxAge;
        _time = time;
        _log = log;
        _consumer = clients.FrameConsumer(Role, withTopic: false)
            .SetPartitionsAssignedHandler((_, partitions) => OnAssigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => OnRevoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => OnLost(partitions))
            .Build();
    }

    /// <summary>Whether the group has given it its partitions, be it none; frames published from then on wait for nothing. Thread-safe.</summary>
    public bool HasJoined => _hasJoined;

    /// <summary>Reads until told to stop.</summary>
    /// <exception cref="FatalBrokerException">When the broker refuses for good.</exception>
    public void Run(CancellationToken stop)
    {
        _consumer.Subscribe(TopicNames.Frames);
        while (!stop.IsCancellationRequested)
        {
            _health.ThrowIfFatal();
            _heartbeat.Beat();
            try
            {
                Read(stop);
            }
            catch (ConsumeException e)
            {
                _health.Report(e.Error); // those that pass, pass; the fatal ones throw above
            }

            if (_time.GetElapsedTime(_stored) >= TidyInterval)
                Tidy();
        }

        _heartbeat.Rest();
    }

    /// <summary>Commits what is finished and leaves the group. The stages must have ended.</summary>
    public void Leave(Deadline deadline)
    {
        _leaving = true;
        if (GroupExit.Commit(_consumer, () => _partitions.Store(_consumer), deadline) is { } error)
            _log.CommitFailed(error.Reason);
        CountUnread();
        _losses.Flush();
        if (!GroupExit.Leave(_consumer, deadline))
        {
            _hangs = true;
            _log.LeaveTimedOut();
        }
    }

    public void Dispose()
    {
        if (!_hangs)
            _consumer.Dispose();
    }

    private void Read(CancellationToken stop)
    {
        var byTheBunch = _backlog.HasPlenty && _time.GetUtcNow() - _lastCaptured < Fresh;
        if (_consumer.Consume(byTheBunch ? TimeSpan.Zero : Poll) is { } result)
            Take(result);
        else if (byTheBunch)
            Rest(stop);
    }

    // In steps, because lanes may be quicker than thought.
    private void Rest(CancellationToken stop)
    {
        for (var step = 0; step < RestSteps && _backlog.HasPlenty; step++)
            if (stop.WaitHandle.WaitOne(RestStep))
                return;
    }

    private void Take(ConsumeResult<string, PooledBytes> result)
    {
        _health.Up();
        if (_partitions.At(result.Partition, result.Offset) is not { } partition)
        {
            result.Message.Value.Dispose();
            return;
        }

        var work = _outcomes.Begin(partition, result.Offset.Value, result.Message.Value);
        if (!ReadHeaders.TryReadRawFrame(result.Message.Headers, result.Message.Key, out var headers, out var id, out var problem))
        {
            _outcomes.Bury(work, "consume", InferenceMetrics.BadHeaders, problem!);
            return;
        }

        work.Id = id;
        if (StreamMoodTraces.AreWanted && headers.TraceHeader is { } trace)
            work.Span = StreamMoodTraces.ContinueDetached("infer", trace.GetValueBytes())?.SetTag("streammood.frame", id.ToString());
        work.CapturedAt = headers.Time;
        if (!headers.IsReplay)
            _lastCaptured = headers.Time; // a replay's time does not tell how far from the topic's end this is
        work.Headers = headers;
        work.Camera = (headers.IsReplay ? _replays : _cameras).Of(result.Message.Key, partition);
        if (!_consent.Allows(work))
            _outcomes.Skip(work, InferenceMetrics.Consent);
        else if (_maxAge > TimeSpan.Zero && _time.GetUtcNow() - headers.Time > _maxAge && !headers.IsReplay)
            _outcomes.Skip(work, InferenceMetrics.Age);
        else if (!_backlog.Put(work))
            _outcomes.Abandon(work);
    }

    private void Tidy()
    {
        _stored = _time.GetTimestamp();
        _partitions.Store(_consumer);
        if (_time.GetElapsedTime(_lagTaken) >= LagInterval)
        {
            _lagTaken = _time.GetTimestamp();
            _metrics.SetLags(_partitions.Lags(_consumer));
        }

        _losses.Tick();
        _load.Tick();
        _backlog.Settle();
        ReportOverload();
    }

    private void OnAssigned(List<TopicPartition> assigned)
    {
        _health.Up();
        _partitions.Assign(FramePartitions.Starts(_consumer, assigned));
        Report("assigned", [.. assigned.Select(p => p.Partition.Value)]);
        _hasJoined = true;
    }

    // The next owner starts at the committed offset: wait for what is in work, so that it need not be done twice. On leaving, the
    // stages have ended, and what they did not finish never will be.
    private void OnRevoked(List<TopicPartitionOffset> revoked)
    {
        var partitions = _partitions.Held(revoked);
        var committed = GroupExit.GiveUp(
            _consumer, () => !_leaving && partitions.Exists(p => p.Offsets.InFlight > 0) && !_health.Fatal.IsCancellationRequested,
            () => _partitions.Store(_consumer), new Deadline(RevokeWait, _time));
        if (committed is { } error)
            _log.CommitFailed(error.Reason);
        Lose(partitions, "revoked");
    }

    private void OnLost(List<TopicPartitionOffset> lost) => Lose(_partitions.Held(lost), "lost");

    private void Lose(List<AssignedPartition> partitions, string how)
    {
        if (partitions.Sum(p => (long)p.Offsets.InFlight) is var inFlight and > 0)
            _log.RevokedInFlight(inFlight);
        _partitions.Lose(partitions);
        _cameras.ForgetLost();
        _replays.ForgetLost();
        Report(how, [.. partitions.Select(p => p.Place.Partition.Value)]);
    }

    private void CountUnread()
    {
        if (_health.IsDown)
            return;
        try
        {
            _metrics.SetLag(_partitions.Unread(_consumer));
        }
        catch (KafkaException e)
        {
            _health.Report(e.Error);
        }
    }

    private void ReportOverload()
    {
        var overloaded = _backlog.IsOverloaded;
        if (overloaded == _metrics.IsOverloaded)
            return;
        _metrics.SetOverloaded(overloaded);
        if (overloaded)
            _log.Overloaded(_metrics.Lag);
        else
            _log.OverloadEnded();
    }

    private void Report(string change, List<int> partitions)
    {
        if (partitions.Count > 0) // a cooperative rebalance also reports that nothing changed
            _log.PartitionsChanged(change, string.Join(',', partitions.Order()), _partitions.Count);
    }
}
