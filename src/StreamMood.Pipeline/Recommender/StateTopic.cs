using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Mood.State;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// The state of partitions in a compacted topic: partition i holds that of partition i of the input topics. A key is
/// <c>group/kind/name</c> for a camera or zone and <c>group/kind</c> for the partition's own record, which says up to which
/// offset the input is in the state.
/// </summary>
internal sealed class StateTopic(KafkaClients clients, string group, string input, RecommenderMetrics metrics, ILogger log, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private IConsumer<string, byte[]>? _reader;
    private bool _checked;

    /// <summary>Reads what the group has for the given partitions: the newest record of each key, by partition.</summary>
    /// <exception cref="UserErrorException">When the topic does not fit the input.</exception>
    public Dictionary<int, Dictionary<string, byte[]>> Load(IReadOnlyCollection<int> partitions, CancellationToken cancellationToken)
    {
        _reader ??= clients.StateReader();
        Check(_reader);
        var started = time.GetTimestamp();
        var ends = Ends([.. partitions.Select(p => new TopicPartition(TopicNames.RecommenderState, p))]);
        Dictionary<int, Dictionary<string, byte[]>> state = partitions.ToDictionary(p => p, _ => new Dictionary<string, byte[]>(StringComparer.Ordinal));
        var open = ends.Where(e => e.Value > 0).ToDictionary();
        _reader.Assign(open.Keys.Select(p => new TopicPartitionOffset(TopicNames.RecommenderState, p, Offset.Beginning)));
        long read = 0, bytes = 0;
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"partitions {string.Join(", ", open.Keys)} of {TopicNames.RecommenderState} do not give their records; `streammood topics check` tells whether a transaction hangs there");
            if (_reader.Consume(Wait) is not { } record)
                continue;
            // A transaction that is still open ends the readable part early; then another end follows when it is over.
            if (record.IsPartitionEOF)
            {
                if (record.Offset.Value >= open.GetValueOrDefault(record.Partition.Value, long.MaxValue))
                    open.Remove(record.Partition.Value);
                continue;
            }

            read++;
            bytes += record.Message.Value?.Length ?? 0;
            Keep(state[record.Partition.Value], record.Message);
        }

        _reader.Unassign();
        metrics.StateRead(time.GetElapsedTime(started), state.Values.Sum(s => s.Count), state.Values.Sum(s => s.Values.Sum(v => (long)v.Length)));
        log.StateRead(partitions.Count, read, bytes, Math.Round(time.GetElapsedTime(started).TotalSeconds, 2));
        return state;
    }

    /// <summary>Hands a step's state over; the answer is its own record, to be handed over once these are there.</summary>
    public (TopicPartition Partition, Message<string, byte[]> Record) Write(RecommenderStep step, int partition, Action<TopicPartition, Message<string, byte[]>> produce)
    {
        var kind = Kind(step.Topic);
        var target = new TopicPartition(TopicNames.RecommenderState, partition);
        var own = step.Mood.Write(new Sink($"{group}/{kind}/", target, produce), step.NextOffset);
        return (target, new Message<string, byte[]> { Key = $"{group}/{kind}", Value = own.ToArray() });
    }

    /// <summary>
    /// Whether state and progress are of one time: each partition's first progress comes with its first state, and no state is
    /// ahead of the progress. When they are not, one of them was read while the partition's last owner was not done yet, or
    /// somebody has set the group's offsets by hand.
    /// </summary>
    /// <exception cref="UserErrorException">When a newer program wrote the state.</exception>
    public bool Agree(string topic, Dictionary<string, byte[]> records, Offset committed) => Guard(() =>
        records.TryGetValue($"{group}/{Kind(topic)}", out var own)
            ? MoodPartition.NextOffsetOf(own) <= committed.Value
            : committed.Value < 0);

    /// <summary>Brings a step to what was read, and says where its input goes on.</summary>
    /// <param name="step">A new step.</param>
    /// <param name="records">The partition's records.</param>
    /// <param name="committed">The group's committed offset; negative when there is none.</param>
    /// <exception cref="UserErrorException">When a newer program wrote the state.</exception>
    public Offset Restore(RecommenderStep step, Dictionary<string, byte[]> records, Offset committed)
    {
        var own = $"{group}/{Kind(step.Topic)}";
        var prefix = own + "/";
        var keys = records.Where(r => r.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (committed.Value >= 0 && records.TryGetValue(own, out var record) && Guard(() => MoodPartition.NextOffsetOf(record)) <= committed.Value)
        {
            Guard(() =>
            {
                foreach (var (key, value) in keys)
                    step.Mood.Read(key[prefix.Length..], value);
                step.Mood.Read(record);
                return true;
            });
            step.Resume(step.Mood.NextOffset, committed.Value);
            return step.Mood.NextOffset;
        }

        // No state, or the group was told to begin elsewhere: everything begins anew, and what was known is taken back.
        step.BeginAnew(Math.Max(0, committed.Value), keys.Select(k => k.Key[prefix.Length..]));
        return committed.Value >= 0 ? committed : Offset.Beginning;
    }

    /// <inheritdoc />
    public void Dispose() => _reader?.Dispose();

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (StateException e)
        {
            throw new UserErrorException($"the recommender's state in {TopicNames.RecommenderState} cannot be used: {e.Message}", e);
        }
    }

    private static string Kind(string topic) => topic == TopicNames.Zones ? "zone" : "camera";

    // Several groups may share the topic; the others' state is not ours to hold.
    private void Keep(Dictionary<string, byte[]> records, Message<string, byte[]> message)
    {
        if (!message.Key.AsSpan().StartsWith(group) || message.Key.AsSpan(group.Length) is not ['/', ..])
            return;
        if (message.Value is null)
            records.Remove(message.Key);
        else
            records[message.Key] = message.Value;
    }

    private void Check(IConsumer<string, byte[]> reader)
    {
        if (_checked)
            return;
        var counts = TopicAdmin.Partitions(clients, reader, input, TopicNames.Zones, TopicNames.RecommenderState)
            .GroupBy(p => p.Topic).ToDictionary(t => t.Key, t => t.Count());
        var state = counts.GetValueOrDefault(TopicNames.RecommenderState);
        foreach (var (topic, count) in counts)
            if (count > state)
                throw new UserErrorException(
                    $"{topic} has {count} partitions and {TopicNames.RecommenderState} {state}; make the latter with as many, it holds the state of each");
        _checked = true;
    }

    // Where the partitions end, open transactions included: what a worker that was killed had begun must come to its end, one
    // way or the other, before the state is whole.
    private Dictionary<int, long> Ends(List<TopicPartition> partitions)
    {
        using var admin = clients.Admin();
        var result = admin.ListOffsetsAsync(
            partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() }),
            new ListOffsetsOptions { IsolationLevel = IsolationLevel.ReadUncommitted, RequestTimeout = Attempt }).GetAwaiter().GetResult();
        return result.ResultInfos.ToDictionary(
            r => r.TopicPartitionOffsetError.Partition.Value,
            r => r.TopicPartitionOffsetError.Error.IsError ? throw new KafkaException(r.TopicPartitionOffsetError.Error) : r.TopicPartitionOffsetError.Offset.Value);
    }

    private sealed class Sink(string prefix, TopicPartition target, Action<TopicPartition, Message<string, byte[]>> produce) : IStateSink
    {
        public void Changed(string key, ReadOnlySpan<byte> state) =>
            produce(target, new Message<string, byte[]> { Key = prefix + key, Value = state.ToArray() });

        public void Forgotten(string key) => produce(target, new Message<string, byte[]> { Key = prefix + key, Value = null! });
    }
}
