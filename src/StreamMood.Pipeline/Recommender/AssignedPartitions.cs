using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Mood.Decisions;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>The steps of the partitions that are ours. For the consumer's thread alone.</summary>
internal sealed class AssignedPartitions(RecommenderOptions options, StateTopic? state, IControls controls, RecommenderMetrics metrics, ILogger log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private const int Readings = 4;
    private static readonly TimeSpan ReadingWait = TimeSpan.FromMilliseconds(250);

    private readonly MoodOptions _mood = options.ToMood();
    private readonly ZoneMap _zones = options.ToZones();
    private readonly EmotionReader _reader = new();
    private readonly Dictionary<int, RecommenderStep> _emotions = [];
    private readonly Dictionary<int, RecommenderStep> _inZones = [];
    private readonly List<RecommenderStep> _moved = [];
    private readonly List<RecommenderStep> _unsaved = [];
    private RecommenderStep? _last;
    private string? _lastTopic;

    /// <summary>The topics to read.</summary>
    public IEnumerable<string> Topics => _zones.IsEmpty ? [options.Topic] : [options.Topic, TopicNames.Zones];

    /// <summary>Whether events go on to zones.</summary>
    public bool HasZones => !_zones.IsEmpty;

    /// <summary>The step that takes a partition's records; null when the partition is not ours.</summary>
    public RecommenderStep? StepFor(string topic, int partition) =>
        _last is { } last && last.Partition == partition && ReferenceEquals(_lastTopic, topic) ? last : Find(topic, partition);

    /// <summary>Whether anything was read since the last commit.</summary>
    public bool HasMoved => _moved.Count > 0;

    /// <summary>Takes note that a partition's step has taken a record.</summary>
    public void Moved(RecommenderStep step)
    {
        if (!step.HasMoved)
        {
            step.HasMoved = true;
            _moved.Add(step);
        }

        Unsaved(step);
    }

    /// <summary>Forgets a camera whose consent was revoked, so that the next written state holds nothing of it.</summary>
    /// <returns>Whether it was known.</returns>
    public bool Forget(string camera, long revokedAt)
    {
        var known = false;
        foreach (var step in _emotions.Values)
            if (step.Mood.Forget(camera, revokedAt))
            {
                known = true;
                Moved(step);
            }

        return known;
    }

    /// <summary>Brings partitions that become ours up to what is known, and says where each goes on.</summary>
    public List<TopicPartitionOffset> Take(IConsumer<string, byte[]> consumer, List<TopicPartition> taken, CancellationToken cancellationToken)
    {
        if (taken.Count == 0)
            return [];
        _last = null;
        var (committed, records) = Read(consumer, taken, cancellationToken);
        List<TopicPartitionOffset> begin = [];
        foreach (var partition in taken)
        {
            var number = partition.Partition.Value;
            var step = new RecommenderStep(partition.Topic, number, _mood, metrics.Totals, _zones, _reader, controls);
            // Named in any case: left to itself the client asks the group again, and may begin a second time when that is answered late.
            var offset = committed[partition] is { Value: >= 0 } known ? known : Offset.Beginning;
            if (state is null)
                step.Resume(Math.Max(0, offset.Value), 0);
            else
                offset = state.Restore(step, records![number], offset);
            if (step.SilentBefore > step.NextOffset)
                log.Resumed(partition.Topic, number, step.NextOffset, step.SilentBefore);
            Steps(partition.Topic)[number] = step;
            Unsaved(step);
            begin.Add(new TopicPartitionOffset(partition, offset));
        }

        return begin;
    }

    /// <summary>Whether a record before where a step stands is to be left out; see <see cref="RecommenderStep.WasTaken"/>.</summary>
    /// <exception cref="DeliveryException">When the broker does not tell where the partition ends.</exception>
    public bool WasTaken(IConsumer<string, byte[]> consumer, RecommenderStep step, long offset)
    {
        var stood = step.NextOffset;
        return step.WasTaken(offset, () =>
        {
            try
            {
                var end = consumer.QueryWatermarkOffsets(new TopicPartition(step.Topic, step.Partition), EndPatience).High.Value;
                if (end < stood)
                    log.MadeAnew(step.Topic, step.Partition, offset, stood);
                else
                    log.HandedOutAgain(step.Topic, step.Partition, offset, stood);
                return end;
            }
            catch (KafkaException e)
            {
                throw new DeliveryException($"where {step.Topic} [{step.Partition}] ends is not told: {e.Error.Reason}", e);
            }
        });
    }

    /// <summary>Writes the beginning of a partition's state before its first record; see <see cref="RecommenderStep.IsUnwritten"/>.</summary>
    public void WriteBeginning(RecommenderStep step, int partition, long offset, Action<TopicPartition, Message<string, byte[]>> produce)
    {
        step.Begin(offset);
        if (state is null)
            return;
        var (target, own) = state.Write(step, partition, produce);
        produce(target, own);
    }

    /// <summary>Drops partitions.</summary>
    public void Drop(IEnumerable<TopicPartition> gone)
    {
        foreach (var partition in gone)
        {
            if (!Steps(partition.Topic).Remove(partition.Partition.Value, out var step))
                continue;
            _moved.Remove(step);
            _unsaved.Remove(step);
        }

        _last = null;
    }

    /// <summary>The progress since the last commit; forgets it.</summary>
    public List<TopicPartitionOffset> TakeProgress()
    {
        List<TopicPartitionOffset> progress = [];
        foreach (var step in _moved)
        {
            step.HasMoved = false;
            progress.Add(new TopicPartitionOffset(step.Topic, step.Partition, Math.Max(step.NextOffset, step.SilentBefore)));
        }

        _moved.Clear();
        return progress;
    }

    /// <summary>Hands the state of what has changed over; see <see cref="IDelivery.Commit"/>.</summary>
    public List<(TopicPartition Partition, Message<string, byte[]> Record)> WriteState(Action<TopicPartition, Message<string, byte[]>> produce)
    {
        List<(TopicPartition Partition, Message<string, byte[]> Record)> own = [];
        foreach (var step in _unsaved)
        {
            step.IsUnsaved = false;
            if (step.IsUnwritten)
                continue; // its first record writes it: state without progress would look like progress that was lost
            own.Add(state!.Write(step, step.Partition, produce));
        }

        _unsaved.Clear();
        return own;
    }

    /// <summary>Tells the metrics how much is held.</summary>
    public void Measure(IConsumer<string, byte[]> consumer)
    {
        var cameras = 0L;
        List<(int Partition, long Lag)> lags = [];
        foreach (var (partition, step) in _emotions)
        {
            cameras += step.Mood.Cameras;
            var high = consumer.GetWatermarkOffsets(new TopicPartition(options.Topic, partition)).High;
            lags.Add((partition, Math.Max(0, high.Value - step.NextOffset)));
        }

        metrics.Holds(cameras, lags);
    }

    // State and progress are two readings, and the last owner may have committed between them: then they are read again. What
    // does not come to agree was set by hand, and begins anew.
    private (Dictionary<TopicPartition, Offset> Committed, Dictionary<int, Dictionary<string, byte[]>>? Records) Read(
        IConsumer<string, byte[]> consumer, List<TopicPartition> taken, CancellationToken cancellationToken)
    {
        for (var reading = 1; ; reading++)
        {
            var committed = Committed(consumer, taken, cancellationToken).ToDictionary(c => c.TopicPartition, c => c.Offset);
            var records = state?.Load([.. taken.Select(t => t.Partition.Value).Distinct()], cancellationToken);
            var doubtful = state is null ? 0 : taken.Count(t => !state.Agree(t.Topic, records![t.Partition.Value], committed[t]));
            if (doubtful == 0 || reading == Readings)
                return (committed, records);
            log.ReadsAgain(doubtful, reading);
            cancellationToken.WaitHandle.WaitOne(ReadingWait);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // Asks again while a transaction of the partitions' last owner is open; the client does so itself, up to a time.
    private static List<TopicPartitionOffset> Committed(IConsumer<string, byte[]> consumer, List<TopicPartition> taken, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return consumer.Committed(taken, Patience);
            }
            catch (KafkaException e) when (!BrokerErrors.IsFatal(e.Error) && e.Error.Code is not (ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    // Records come many in a row of one partition.
    private RecommenderStep? Find(string topic, int partition)
    {
        _lastTopic = topic;
        return _last = Steps(topic).GetValueOrDefault(partition);
    }

    private void Unsaved(RecommenderStep step)
    {
        if (step.IsUnsaved)
            return;
        step.IsUnsaved = true;
        _unsaved.Add(step);
    }

    private Dictionary<int, RecommenderStep> Steps(string topic) => topic == TopicNames.Zones ? _inZones : _emotions;
}
