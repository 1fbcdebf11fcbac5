using System.Text;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Faults;

/// <summary>Follows all topics and keeps what each frame id and recommendation id has come to.</summary>
internal sealed class TopicLedger : IDisposable
{
    private const int ShownIds = 20;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);

    private readonly IConsumer<string, byte[]> _follower;
    private readonly IReadOnlyList<TopicPartition> _partitions;
    private readonly Dictionary<TopicPartition, long> _next = [];
    private readonly Dictionary<string, int> _frames = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Partition, long Offset), string> _places = [];
    private readonly Dictionary<string, string> _emotions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _recommendations = new(StringComparer.Ordinal);
    private readonly HashSet<(int Partition, long Offset)> _dead = [];
    private readonly List<Emission> _emissions = [];
    private int _emotionsTwice;
    private int _emotionsDiffering;
    private int _recommendationsTwice;
    private int _recommendationsDiffering;

    public TopicLedger(KafkaClients clients)
    {
        _follower = clients.Follower(ends: true);
        _partitions = TopicAdmin.Partitions(
            clients, TopicNames.Frames, TopicNames.Emotions, TopicNames.DeadLetters, TopicNames.Recommendations);
        foreach (var partition in _partitions)
            _next[partition] = _follower.QueryWatermarkOffsets(partition, Wait).Low.Value;
        _follower.Assign(_next.Select(n => new TopicPartitionOffset(n.Key, n.Value)));
    }

    /// <summary>Frames with neither event nor dead letter so far.</summary>
    public int Open => OpenIds().Count();

    /// <summary>The first emotion event of each frame, in no particular order.</summary>
    public IReadOnlyList<Emission> Emissions => _emissions;

    /// <summary>Reads to where the topics end now.</summary>
    public void ReadToEnd()
    {
        var ends = _partitions.ToDictionary(p => p, p => _follower.QueryWatermarkOffsets(p, Wait).High.Value);
        while (_partitions.Any(p => _next[p] < ends[p]))
        {
            var result = _follower.Consume(Wait) ?? throw new Contracts.UserErrorException("the topics do not give their messages");
            // A transaction's end takes an offset and is no message.
            _next[result.TopicPartition] = result.IsPartitionEOF ? Math.Max(_next[result.TopicPartition], result.Offset.Value) : result.Offset.Value + 1;
            if (!result.IsPartitionEOF)
                Take(result);
        }
    }

    public Verdict Judge(int skipped)
    {
        var open = OpenIds().Order(StringComparer.Ordinal).ToList();
        var missing = Math.Max(0, open.Count - skipped);
        var withoutFrame = _emotions.Keys.Count(id => !_frames.ContainsKey(id));
        return new Verdict
        {
            Ok = _frames.Count > 0 && open.Count == skipped && withoutFrame == 0 && _emotionsDiffering == 0 && _recommendationsDiffering == 0,
            Frames = _frames.Count,
            FramesTwice = _frames.Values.Count(n => n > 1),
            WithEmotion = _frames.Keys.Count(_emotions.ContainsKey),
            WithDeadLetter = _dead.Count(_places.ContainsKey),
            Skipped = skipped,
            Missing = missing,
            MissingIds = missing > 0 ? [.. open.Take(ShownIds)] : [],
            WithoutFrame = withoutFrame,
            EmotionsTwice = _emotionsTwice,
            EmotionsTwiceDiffering = _emotionsDiffering,
            Recommendations = _recommendations.Count,
            RecommendationsTwice = _recommendationsTwice,
            RecommendationsTwiceDiffering = _recommendationsDiffering,
        };
    }

    public void Dispose() => _follower.Dispose();

    private IEnumerable<string> OpenIds()
    {
        var dead = _dead.Where(_places.ContainsKey).Select(d => _places[d]).ToHashSet(StringComparer.Ordinal);
        return _frames.Keys.Where(id => !_emotions.ContainsKey(id) && !dead.Contains(id));
    }

    private void Take(ConsumeResult<string, byte[]> result)
    {
        var id = result.Message.Headers.TryGetLastBytes(EventHeaders.Id, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";
        switch (result.Topic)
        {
            case TopicNames.Frames:
                _frames[id] = _frames.GetValueOrDefault(id) + 1;
                _places[(result.Partition.Value, result.Offset.Value)] = id;
                break;
            case TopicNames.Emotions:
                var value = EventJson.ReadEmotion(result.Message.Value);
                if (Keep(_emotions, id, WithoutTracks(value), ref _emotionsTwice, ref _emotionsDiffering))
                    _emissions.Add(new Emission(value.Camera, value.CapturedAt.ToUnixTimeMilliseconds(), result.Message.Timestamp.UnixTimestampMs));
                break;
            case TopicNames.Recommendations:
                Keep(_recommendations, id, Encoding.UTF8.GetString(result.Message.Value), ref _recommendationsTwice, ref _recommendationsDiffering);
                break;
            case TopicNames.DeadLetters:
                var letter = EventJson.ReadDeadLetter(result.Message.Value);
                if (letter.Topic == TopicNames.Frames)
                    _dead.Add((letter.Partition, letter.Offset));
                break;
        }
    }

    // Enough to see what differs; a run that goes wrong may have thousands.
    private const int Shown = 3;

    private static bool Keep(Dictionary<string, string> values, string id, string value, ref int twice, ref int differing)
    {
        if (values.TryAdd(id, value))
            return true;
        twice++;
        if (values[id] != value && differing++ < Shown)
            Console.Error.WriteLine($"{id} differs:\n  {values[id]}\n  {value}");
        return false;
    }

    // Track numbers are ephemeral: whoever works a frame through again counts anew.
    private static string WithoutTracks(EmotionEvent value) =>
        Encoding.UTF8.GetString(EventJson.Write(value with { Faces = [.. value.Faces.Select(f => f with { Track = 0 })] }));
}
