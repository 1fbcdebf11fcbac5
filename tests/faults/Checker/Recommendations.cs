using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Recommender;

namespace StreamMood.Faults;

/// <summary>Compares what was recommended with what the pure part says of the same emotion events.</summary>
internal static class Recommendations
{
    private const int ShownIds = 20;
    private static readonly string[] Written = [TopicNames.Recommendations, TopicNames.DeadLetters, TopicNames.RecommenderState];
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);

    public static async Task<RecommenderVerdict> CompareAsync(string bootstrap, TimeSpan settle, CancellationToken stop)
    {
        var clients = new KafkaClients(new KafkaOptions { Bootstrap = bootstrap }, NullLoggerFactory.Instance);
        using var follower = clients.Follower();
        var behind = await SettleAsync(clients, follower, settle, stop);
        var hanging = await HangingTransactions.FindAsync(clients, TopicAdmin.Partitions(clients, Written), cancellationToken: stop);

        Dictionary<string, string> expected = new(StringComparer.Ordinal);
        HashSet<string> letters = new(StringComparer.Ordinal);
        HashSet<string> cameras = new(StringComparer.Ordinal);
        Dictionary<int, MoodPartition> partitions = [];
        var events = 0L;
        List<RecommendationEvent> made = [];
        foreach (var record in ReadAll(clients, follower, TopicNames.Emotions))
        {
            events++;
            if (!partitions.TryGetValue(record.Partition.Value, out var partition))
                partitions.Add(record.Partition.Value, partition = new MoodPartition(new RecommenderOptions().ToMood()));
            try
            {
                var value = EventJson.ReadEmotion(record.Message.Value);
                cameras.Add(value.Camera);
                made.Clear();
                partition.Add(value, record.Offset.Value, made);
                foreach (var recommendation in made)
                    expected.Add(RecommendationEvent.Id(recommendation), Encoding.UTF8.GetString(EventJson.Write(recommendation)));
            }
            catch (JsonException)
            {
                letters.Add($"{record.Partition.Value}/{record.Offset.Value}");
            }
        }

        int read = 0, twice = 0, differing = 0, unexpected = 0;
        List<string> wrong = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var record in ReadAll(clients, follower, TopicNames.Recommendations))
        {
            read++;
            var id = Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(EventHeaders.Id));
            if (!seen.Add(id))
                Note(ref twice, $"twice: {id}, at {record.Message.Timestamp.UtcDateTime:HH:mm:ss.fff}");
            else if (!expected.TryGetValue(id, out var value))
                Note(ref unexpected, "unexpected: " + id);
            else if (value != Encoding.UTF8.GetString(record.Message.Value))
                Note(ref differing, "differs: " + id);
        }

        var missing = expected.Keys.Count(id => !seen.Contains(id));
        wrong.AddRange(expected.Keys.Where(id => !seen.Contains(id)).Take(ShownIds).Select(id => "missing: " + id));
        var lettersTwice = 0;
        Dictionary<string, string> written = new(StringComparer.Ordinal);
        foreach (var record in ReadAll(clients, follower, TopicNames.DeadLetters))
        {
            if (EventJson.ReadDeadLetter(record.Message.Value) is not { Topic: TopicNames.Emotions } letter)
                continue;
            var (of, place) = ($"{letter.Partition}/{letter.Offset}", $"{record.Partition.Value}/{record.Offset.Value} at {record.Message.Timestamp.UtcDateTime:HH:mm:ss.fff}");
            if (!written.TryAdd(of, place))
                Note(ref lettersTwice, $"letter twice: of {of}, in {written[of]} and {place}");
        }

        return new RecommenderVerdict
        {
            Events = events,
            Cameras = cameras.Count,
            Expected = expected.Count,
            Read = read,
            Behind = behind,
            Missing = missing,
            Twice = twice,
            Differing = differing,
            Unexpected = unexpected,
            DeadLetters = letters.Count,
            DeadLettersMissing = letters.Count(l => !written.ContainsKey(l)),
            DeadLettersTwice = lettersTwice,
            Hanging = [.. hanging.Select(h => $"{h.Partition.Topic} {h.Partition.Partition.Value}: from {h.Offset} of {h.End}")],
            Wrong = [.. wrong.Take(ShownIds)],
        };

        void Note(ref int count, string what)
        {
            count++;
            wrong.Add(what);
        }
    }

    // Until the group has committed the end of every partition.
    private static async Task<long> SettleAsync(KafkaClients clients, IConsumer<string, byte[]> follower, TimeSpan settle, CancellationToken stop)
    {
        var partitions = TopicAdmin.Partitions(clients, TopicNames.Emotions);
        using var group = clients.EventConsumer("recommend").Build();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var ends = partitions.ToDictionary(p => p, p => follower.QueryWatermarkOffsets(p, Wait).High.Value);
            long behind;
            try
            {
                behind = group.Committed(partitions, Wait).Sum(c => ends[c.TopicPartition] - Math.Max(0, c.Offset.Value));
            }
            catch (KafkaException) when (TimeProvider.System.GetElapsedTime(started) < settle)
            {
                continue; // a transaction that nobody ends yet
            }

            if (behind <= 0 || TimeProvider.System.GetElapsedTime(started) >= settle)
                return behind;
            await look.WaitForNextTickAsync(stop);
        }
    }

    private static IEnumerable<ConsumeResult<string, byte[]>> ReadAll(KafkaClients clients, IConsumer<string, byte[]> follower, string topic)
    {
        using var reader = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = clients.Bootstrap,
            GroupId = "streammood.checker",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
        }).Build();
        var open = new Dictionary<TopicPartition, long>();
        foreach (var partition in TopicAdmin.Partitions(clients, topic))
            open[partition] = follower.QueryWatermarkOffsets(partition, Wait).High.Value;
        reader.Assign(open.Keys.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        while (open.Count > 0)
        {
            var record = reader.Consume(Wait) ?? throw new UserErrorException($"{topic} does not give its messages");
            if (!record.IsPartitionEOF)
                yield return record;
            else if (open.TryGetValue(record.TopicPartition, out var end) && record.Offset.Value >= end)
                open.Remove(record.TopicPartition);
        }
    }
}
