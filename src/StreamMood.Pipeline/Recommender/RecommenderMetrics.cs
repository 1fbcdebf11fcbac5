using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Pipeline.Recommender;

/// <summary>The recommender's account: exact totals, and instruments that read the same counts. Thread-safe to read.</summary>
public sealed class RecommenderMetrics : IDisposable
{
    private const int MaxMoods = 10_000;

    private static readonly string[] Categories = [.. Enum.GetValues<SongCategory>().Select(c => c.Name())];

    private readonly Meter _meter = StreamMoodMeter.Create();
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _commits;
    private readonly ConcurrentDictionary<string, RecommendedMood> _moods = new(StringComparer.Ordinal);
    private readonly int _limit;
    private int _seen;
    private IReadOnlyList<(int Partition, long Lag)> _lags = [];
    private readonly ReasonCounts _recommended = new(Categories);
    private readonly ReasonCounts _deadLetters = new(EmotionReader.Reasons);
    private long _consumed;
    private long _cameras;
    private long _begunAnew;
    private long _firstRead;
    private long _lastCommit;
    private long _lag;

    /// <summary>An account with nothing in it.</summary>
    /// <param name="options">How many cameras have series of their own.</param>
    public RecommenderMetrics(TelemetryOptions? options = null)
    {
        _limit = (options ?? new TelemetryOptions()).MaxCameras;
        _latency = _meter.CreateHistogram("streammood.recommender.latency", "s", "End of a window to its committed recommendation.", advice: StreamMoodMeter.Durations);
        _commits = _meter.CreateHistogram("streammood.recommender.commit.duration", "s", "What it takes to make outputs and progress lasting: a transaction, or a flush.", advice: StreamMoodMeter.Durations);
        _meter.CreateObservableGauge("streammood.recommender.partition.lag", Lags, "{event}", "Emotion events of a partition not read yet.");
        RecommendedMood.Register(_meter, () => _moods.Values);
        _meter.CreateObservableCounter("streammood.recommender.recommendations", () => _recommended.Measure(all: true, "category"), "{recommendation}", "Recommendations committed, by category.");
        _meter.CreateObservableCounter("streammood.recommender.dead_letters", () => _deadLetters.Measure(all: true), "{event}", "Emotion events that could not be used, by reason.");
        Counter("consumed", "Emotion events read.", () => Consumed);
        Counter("late", "Emotion events whose window had closed.", () => Late);
        Counter("duplicates", "Emotion events of a frame already counted.", () => Duplicates);
        Counter("held_back", "Windows of a camera that came back with old frames, not recommended again.", () => HeldBack);
        Counter("clock_ahead", "Emotion events far ahead of their partition's clock.", () => ClockAhead);
        Counter("clock_slips", "Emotion events dropped because their time lay far ahead of their camera's clock and nothing after them bore it out.", () => Totals.Slips);
        Counter("paused", "Windows not recommended because an operator has paused their camera or zone.", () => Totals.Paused);
        Counter("revoked", "Emotion events not used because consent is revoked.", () => Totals.Revoked);
        Counter("begun_anew", "Times that what was not committed was void and the role began anew from what was.", () => BegunAnew);
        Counter("clock_behind", "Emotion events far behind their partition's clock.", () => ClockBehind);
        _meter.CreateObservableGauge("streammood.recommender.cameras", () => Cameras, "{camera}", "Cameras with windows held.");
        _meter.CreateObservableGauge("streammood.recommender.lag", () => Lag, "{event}", "Emotion events in the assigned partitions not read yet.");
    }

    /// <summary>Recommendations committed.</summary>
    public long Recommendations => _recommended.Total;

    /// <summary>Recommendations by category name, those that occurred.</summary>
    public IReadOnlyDictionary<string, long> ByCategory => _recommended.Snapshot();

    /// <summary>Emotion events read, those read again after a restart included.</summary>
    public long Consumed => Interlocked.Read(ref _consumed);

    /// <summary>Emotion events that went to the dead letters and were committed there.</summary>
    public long DeadLetters => _deadLetters.Total;

    /// <summary>Emotion events whose window had closed.</summary>
    public long Late => Totals.Late;

    /// <summary>Emotion events of a frame already counted.</summary>
    public long Duplicates => Totals.Duplicates;

    /// <summary>Windows of a camera that came back with old frames, not recommended again.</summary>
    public long HeldBack => Totals.HeldBack;

    /// <summary>Emotion events whose time lay further ahead of their partition's clock than the tolerance.</summary>
    public long ClockAhead => Totals.ClockAhead;

    /// <summary>Emotion events whose time lay further behind.</summary>
    public long ClockBehind => Totals.ClockBehind;

    /// <summary>Cameras with windows held.</summary>
    public long Cameras => Interlocked.Read(ref _cameras);

    /// <summary>Times that what was not committed was void and the role began anew from what was.</summary>
    public long BegunAnew => Interlocked.Read(ref _begunAnew);

    /// <summary>Emotion events in the assigned partitions not read yet.</summary>
    public long Lag => Interlocked.Read(ref _lag);

    /// <summary>End of a window to the commit of its recommendation, wall clock.</summary>
    public LatencyHistogram WindowEndToRecommendation { get; } = new();

    /// <summary>From the first event read to the last commit; <paramref name="time"/> is the worker's clock.</summary>
    public TimeSpan Worked(TimeProvider time) => Worked([this], time);

    /// <summary>The same of several recommenders that share the work: from the first event of any to the last that is done with.</summary>
    public static TimeSpan Worked(IReadOnlyCollection<RecommenderMetrics> shared, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(time);
        var begun = shared.Where(m => Interlocked.Read(ref m._firstRead) != 0).ToList();
        return begun.Count == 0
            ? TimeSpan.Zero
            : time.GetElapsedTime(begun.Min(m => Interlocked.Read(ref m._firstRead)), begun.Max(m => Interlocked.Read(ref m._lastCommit)));
    }

    /// <summary>The state that was read when partitions were last taken; null when none were.</summary>
    public RestoredState? Restored { get; private set; }

    /// <summary>What the pure part counts.</summary>
    internal MoodTotals Totals { get; } = new();

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void Begin(long timestamp) => Interlocked.CompareExchange(ref _firstRead, timestamp, 0);

    internal void Read(int events, long timestamp)
    {
        Interlocked.Exchange(ref _lastCommit, timestamp);
        Interlocked.Add(ref _consumed, events);
    }

    internal void StateRead(TimeSpan took, long keys, long bytes) => Restored = new RestoredState(took, keys, bytes);

    internal void BeginAnew() => Interlocked.Increment(ref _begunAnew);

    internal void Committed(RecommendationEvent made, TimeSpan latency)
    {
        _recommended.Add(made.Category.Name());
        if (made.Track is null && (_moods.TryGetValue(made.Camera, out var mood) || _moods.Count < MaxMoods))
            (mood ?? _moods.GetOrAdd(made.Camera, id => new RecommendedMood(id, made.Zone is not null, Interlocked.Increment(ref _seen), _limit))).Set(made);
        WindowEndToRecommendation.Record(latency);
        _latency.Record(latency.TotalSeconds);
    }

    internal void DeadLettered(string reason) => _deadLetters.Add(reason);

    internal void OnCommit(TimeSpan took) => _commits.Record(took.TotalSeconds);

    internal void Holds(long cameras, IReadOnlyList<(int Partition, long Lag)> lags)
    {
        Interlocked.Exchange(ref _cameras, cameras);
        Volatile.Write(ref _lags, lags);
        Interlocked.Exchange(ref _lag, lags.Sum(l => l.Lag));
    }

    private void Counter(string name, string description, Func<long> read) =>
        _meter.CreateObservableCounter($"streammood.recommender.{name}", read, "{event}", description);

    private IEnumerable<Measurement<long>> Lags() =>
        Volatile.Read(ref _lags).Select(l => new Measurement<long>(l.Lag, new KeyValuePair<string, object?>("partition", l.Partition.ToString(CultureInfo.InvariantCulture))));
}

/// <summary>State read back from its topic.</summary>
/// <param name="Took">How long it took.</param>
/// <param name="Keys">Cameras, zones and partitions.</param>
/// <param name="Bytes">Bytes of their newest state.</param>
public sealed record RestoredState(TimeSpan Took, long Keys, long Bytes);
