using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

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
    private static readonly TimeSpan RevokeWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QueryWait = TimeSpan.FromSeconds(2);

    private readonly IConsumer<string, PooledBytes> _consumer;
    private readonly BrokerHealth _health;
    private readonly InferenceLane[] _lanes;
    private readonly FrameOutcomes _outcomes;
    private readonly InferenceMetrics _metrics;
    private readonly LossReport _losses;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Dictionary<int, AssignedPartition> _partitions = [];
    private readonly Dictionary<string, CameraState> _cameras = new(StringComparer.Ordinal);
    private long _stored;
    private bool _hangs;

    public FrameIntake(
        KafkaClients clients, InferenceOptions options, InferenceLane[] lanes, FrameOutcomes outcomes, InferenceMetrics metrics,
        TimeProvider time, ILogger log)
    {
        _health = clients.Health;
        _lanes = lanes;
        _outcomes = outcomes;
        _metrics = metrics;
        _losses = new LossReport(metrics, time, log);
        _maxAge = options.MaxAge;
        _time = time;
        _log = log;
        _consumer = clients.FrameConsumer(Role)
            .SetPartitionsAssignedHandler((_, partitions) => OnAssigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => OnRevoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => OnLost(partitions))
            .Build();
    }

    /// <summary>Reads until told to stop.</summary>
    /// <exception cref="FatalBrokerException">When the broker refuses for good.</exception>
    public void Run(CancellationToken stop)
    {
        _consumer.Subscribe(TopicNames.Frames);
        while (!stop.IsCancellationRequested)
        {
            _health.ThrowIfFatal();
            try
            {
                if (_consumer.Consume(Poll) is { } result)
                    Take(result);
            }
            catch (ConsumeException e)
            {
                _health.Report(e.Error); // those that pass, pass; the fatal ones throw above
            }

            if (_time.GetElapsedTime(_stored) >= Poll)
                Tidy();
        }
    }

    /// <summary>Commits what is finished and leaves the group. The stages must have ended.</summary>
    public void Leave(Deadline deadline)
    {
        if (GroupExit.Commit(_consumer, () => Store(_partitions.Values), deadline) is { } error)
            _log.CommitFailed(error.Reason);
        _metrics.SetLag(CountUnread());
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

    private void Take(ConsumeResult<string, PooledBytes> result)
    {
        _health.Up();
        if (Partition(result) is not { } partition)
        {
            result.Message.Value.Dispose();
            return;
        }

        var work = _outcomes.Begin(partition, result.Offset.Value, result.Message.Value);
        if (!ReadHeaders.TryReadFrame(result.Message.Headers, result.Message.Key, out var headers, out var id, out var problem))
        {
            _outcomes.Bury(work, "consume", InferenceMetrics.BadHeaders, problem!);
            return;
        }

        work.Id = id;
        work.CapturedAt = headers.Time;
        work.TraceParent = headers.TraceParent;
        work.Camera = Camera(result.Message.Key, partition);
        if (_maxAge > TimeSpan.Zero && _time.GetUtcNow() - headers.Time > _maxAge)
            _outcomes.Skip(work, InferenceMetrics.Age);
        else
            Lane(work.Camera).Put(work);
    }

    // An offset that goes back means that the broker lost the end of the partition and begins it anew; so does the bookkeeping.
    private AssignedPartition? Partition(ConsumeResult<string, PooledBytes> result)
    {
        if (!_partitions.TryGetValue(result.Partition.Value, out var partition) || result.Offset.Value >= partition.Next)
            return partition;
        Forget([partition]);
        return _partitions[result.Partition.Value] = new AssignedPartition(partition.Place);
    }

    private CameraState Camera(string camera, AssignedPartition partition)
    {
        if (_cameras.TryGetValue(camera, out var state) && state.Partition == partition)
            return state;
        state = new CameraState(partition);
        _cameras[camera] = state;
        return state;
    }

    // A camera stays in its lane while the lane has frames of it, because tracking needs order; otherwise the least busy lane
    // takes it, so that however cameras and load change, the lanes share the work.
    private InferenceLane Lane(CameraState camera)
    {
        if (camera.Lane is { } current && camera.IsInLane)
            return current;
        var least = _lanes[0];
        foreach (var lane in _lanes)
            if (lane.Load < least.Load)
                least = lane;
        camera.Lane = least;
        return least;
    }

    private void Tidy()
    {
        _stored = _time.GetTimestamp();
        Store(_partitions.Values);
        _losses.Tick();
        long lag = 0;
        foreach (var partition in _partitions.Values)
            if (partition.Next >= 0 && _consumer.GetWatermarkOffsets(partition.Place) is { High: { IsSpecial: false } high })
                lag += Math.Max(0, high.Value - partition.Next);
        _metrics.SetLag(lag);
    }

    private void Store(IEnumerable<AssignedPartition> partitions)
    {
        foreach (var partition in partitions)
            if (partition.Offsets.TryTake(out var next))
                _consumer.StoreOffset(new TopicPartitionOffset(partition.Place, next));
    }

    private void OnAssigned(List<TopicPartition> partitions)
    {
        foreach (var place in partitions)
            _partitions[place.Partition.Value] = new AssignedPartition(place);
        Report("assigned", [.. partitions.Select(p => p.Partition.Value)]);
    }

    // The next owner starts at the committed offset: wait for what is in work, so that it need not be done twice.
    private void OnRevoked(List<TopicPartitionOffset> revoked)
    {
        var partitions = Take(revoked);
        var deadline = new Deadline(RevokeWait, _time);
        var wait = new SpinWait();
        while (partitions.Exists(p => p.Offsets.InFlight > 0) && deadline.Left > TimeSpan.Zero && !_health.Fatal.IsCancellationRequested)
            wait.SpinOnce();
        try
        {
            Store(partitions);
            _consumer.Commit();
        }
        catch (KafkaException e)
        {
            if (e.Error.Code != ErrorCode.Local_NoOffset)
                _log.CommitFailed(e.Error.Reason);
        }

        Forget(partitions);
        Report("revoked", [.. revoked.Select(p => p.Partition.Value)]);
    }

    private void OnLost(List<TopicPartitionOffset> lost)
    {
        Forget(Take(lost));
        Report("lost", [.. lost.Select(p => p.Partition.Value)]);
    }

    private List<AssignedPartition> Take(List<TopicPartitionOffset> places) =>
        [.. places.Select(p => _partitions.GetValueOrDefault(p.Partition.Value)).OfType<AssignedPartition>()];

    private void Forget(List<AssignedPartition> partitions)
    {
        var inFlight = partitions.Sum(p => (long)p.Offsets.InFlight);
        if (inFlight > 0)
            _log.RevokedInFlight(inFlight);
        foreach (var partition in partitions)
        {
            partition.Lose();
            _partitions.Remove(partition.Place.Partition.Value);
        }

        foreach (var (camera, state) in _cameras)
            if (state.Partition.IsLost)
                _cameras.Remove(camera);
    }

    private long CountUnread()
    {
        long unread = 0;
        try
        {
            foreach (var partition in _partitions.Values)
            {
                var ends = _consumer.QueryWatermarkOffsets(partition.Place, QueryWait);
                var next = partition.Next;
                if (next < 0)
                    next = _consumer.Committed([partition.Place], QueryWait)[0].Offset is { IsSpecial: false } committed
                        ? committed.Value
                        : ends.Low.Value;
                unread += Math.Max(0, ends.High.Value - next);
            }
        }
        catch (KafkaException e)
        {
            _health.Report(e.Error);
        }

        return unread;
    }

    private void Report(string change, List<int> partitions)
    {
        if (partitions.Count > 0) // a cooperative rebalance also reports that nothing changed
            _log.PartitionsChanged(change, string.Join(',', partitions.Order()), _partitions.Count);
    }
}
