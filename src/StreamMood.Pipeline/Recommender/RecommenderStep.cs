using System.Text;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Mood.Decisions;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// The pure step of one partition: records in, recommendations and dead letters out, state to be written and read. Knows no
/// client and no clock, so tests drive it without a broker. Not thread-safe.
/// </summary>
internal sealed class RecommenderStep
{
    private readonly bool _zone;
    private readonly EmotionReader _reader;
    private readonly ZoneMap _zones;
    private readonly List<RecommendationEvent> _made = [];
    private long _takenBefore;

    /// <summary>A step without state.</summary>
    /// <param name="topic">Where its records come from: emotions, or zones.</param>
    /// <param name="partition">Number of the partition.</param>
    /// <param name="options">Settings.</param>
    /// <param name="totals">Where to count.</param>
    /// <param name="zones">Which camera lies in which zone.</param>
    /// <param name="reader">Reads events; may be shared by steps of one thread.</param>
    /// <param name="controls">Operators' decisions; null for none.</param>
    public RecommenderStep(string topic, int partition, MoodOptions options, MoodTotals totals, ZoneMap zones, EmotionReader reader, IControls? controls = null)
    {
        Topic = topic;
        Partition = partition;
        _zone = topic == TopicNames.Zones;
        _reader = reader;
        _zones = zones;
        Mood = new MoodPartition(options, totals, _zone) { Controls = controls };
    }

    /// <summary>Where its records come from.</summary>
    public string Topic { get; }

    /// <summary>Number of the partition.</summary>
    public int Partition { get; }

    /// <summary>Whether it has taken a record since the last commit; for <see cref="AssignedPartitions"/>.</summary>
    public bool HasMoved { get; set; }

    /// <summary>Whether its state is to be written; for <see cref="AssignedPartitions"/>.</summary>
    public bool IsUnsaved { get; set; }

    /// <summary>The state.</summary>
    public MoodPartition Mood { get; }

    /// <summary>Offset of the next record: what may be committed once the outputs so far are delivered.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Records before this offset have had their outputs delivered: they make the state, and nothing comes out.</summary>
    public long SilentBefore { get; private set; }

    /// <summary>
    /// Whether a record that lies before <see cref="NextOffset"/> is to be left out: a client may hand out again what it has handed
    /// out (librdkafka does so after brokers were away), and that was taken. Where the log has become shorter than what was taken
    /// of it, the topic was made anew and the step begins anew.
    /// </summary>
    /// <param name="offset">The record's offset.</param>
    /// <param name="end">Asks for the end of the log; called once for a run of such records.</param>
    public bool WasTaken(long offset, Func<long> end)
    {
        if (offset < _takenBefore)
            return true;
        if (end() < NextOffset)
        {
            BeginAnew(offset, []);
            return false;
        }

        _takenBefore = NextOffset;
        return true;
    }

    /// <summary>Says where the step stands, after its state was read.</summary>
    /// <param name="nextOffset">The offset up to which records are in the state.</param>
    /// <param name="silentBefore">The offset up to which outputs were delivered.</param>
    public void Resume(long nextOffset, long silentBefore)
    {
        NextOffset = nextOffset;
        SilentBefore = silentBefore;
        _takenBefore = 0;
    }

    /// <summary>
    /// Whether nothing is known of it in the state's topic: before its first record is taken the state has to be written, as empty
    /// as it is. Otherwise progress could be there without a state, and nobody could tell from where on to make it again.
    /// </summary>
    public bool IsUnwritten { get; private set; }

    /// <summary>Forgets everything and stands before a record.</summary>
    /// <param name="nextOffset">The record's offset.</param>
    /// <param name="known">Names of which a state was written before.</param>
    public void BeginAnew(long nextOffset, IEnumerable<string> known)
    {
        Mood.Reset(known);
        Resume(nextOffset, 0);
        IsUnwritten = true;
    }

    /// <summary>Takes note that the state is being written, as of before a record.</summary>
    public void Begin(long offset)
    {
        NextOffset = offset;
        IsUnwritten = false;
    }

    /// <summary>Takes a record. The answer is valid until the next one.</summary>
    public StepResult Take(in EmotionRecord record)
    {
        NextOffset = record.Offset + 1;
        _made.Clear();
        var reason = _reader.Problem(record, _zone);
        var silent = record.Offset < SilentBefore;
        if (reason is not null)
            return silent ? new StepResult(_made, null, null) : new StepResult(_made, Letter(record, reason), null);
        var sample = _reader.Sample;
        if (_zone)
        {
            var name = _reader.Name(record.Key);
            if (_zones.Members(name) is { } members)
                Mood.Add(sample, name, record.Offset, _made, members);
            if (silent)
                _made.Clear();
            return new StepResult(_made, null, null);
        }

        var outcome = Mood.Add(sample, sample.Camera, record.Offset, _made);
        if (!silent)
            return new StepResult(_made, null, outcome == AddOutcome.Revoked ? null : _zones.ZoneOf(sample.Camera));
        _made.Clear();
        return new StepResult(_made, null, null);
    }

    private DeadLetter Letter(in EmotionRecord record, string reason)
    {
        var key = Encoding.UTF8.GetString(record.Key);
        var id = Encoding.UTF8.GetString(record.Header(EventHeaders.Id));
        return new DeadLetter
        {
            Camera = FrameId.IsCamera(key) ? key : null,
            Id = id.Length is > 0 and <= 512 ? id : null,
            Topic = Topic,
            Partition = Partition,
            Offset = record.Offset,
            Stage = "recommend",
            Reason = reason,
            Message = EmotionReader.Message(reason),
        };
    }
}

/// <summary>What a record led to.</summary>
/// <param name="Recommendations">Recommendations of the windows it closed; usually none.</param>
/// <param name="DeadLetter">Why the record could not be used; null when it could.</param>
/// <param name="Zone">The zone to whose partition the record goes on; null when it goes nowhere.</param>
internal readonly record struct StepResult(List<RecommendationEvent> Recommendations, DeadLetter? DeadLetter, string? Zone);
