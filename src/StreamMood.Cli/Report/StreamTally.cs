using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Report;

/// <summary>What a stretch of the topics comes to, each event once. Pure. Not thread-safe.</summary>
internal sealed class StreamTally
{
    private const int MostSamples = 100_000;

    private readonly SortedDictionary<string, CameraTally> _cameras = new(Comparer<string>.Create((a, b) => string.Compare(a, b, CultureInfo.InvariantCulture, CompareOptions.NumericOrdering)));

    /// <summary>Cameras and, as <c>zone:name</c>, zones, by name.</summary>
    public IReadOnlyDictionary<string, CameraTally> Cameras => _cameras;

    /// <summary>Capture to the emotion event's time in the topic, and window end to the recommendation's.</summary>
    public DelaySamples CaptureToEmotion { get; } = new(MostSamples);

    /// <summary>Window end to the recommendation's time in the topic.</summary>
    public DelaySamples WindowToRecommendation { get; } = new(MostSamples);

    /// <summary>Dead letters by stage and reason.</summary>
    public SortedDictionary<(string Stage, string Reason), (long Count, string Last)> DeadLetters { get; } = [];

    /// <summary>Songs by how many windows they were recommended for.</summary>
    public Dictionary<(string Title, string Artist, string Category), long> Songs { get; } = [];

    /// <summary>Windows by category.</summary>
    public SortedDictionary<SongCategory, long> Categories { get; } = [];

    /// <summary>Earliest and latest event time; null when there was none.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Span { get; private set; }

    /// <summary>Messages that were no event.</summary>
    public long Unreadable { get; set; }

    /// <summary>An emotion event and when it was published; one that came twice counts once.</summary>
    public void Add(EmotionEvent seen, DateTimeOffset published)
    {
        var camera = Camera(seen.Camera);
        if (!camera.Emotions.Add(seen.Frame))
            return;
        camera.Faces += seen.Faces.Count;
        CaptureToEmotion.Add(seen.CapturedAt, published - seen.CapturedAt);
        Cover(seen.CapturedAt);
    }

    /// <summary>A recommendation and when it was published; those for single faces are left out.</summary>
    public void Add(RecommendationEvent r, DateTimeOffset published)
    {
        if (r.Track is not null || !Camera(ControlRecord.Key(r.Camera, r.Zone is not null)).Add(r))
            return;
        WindowToRecommendation.Add(r.WindowEnd, published - r.WindowEnd);
        Categories[r.Category] = Categories.GetValueOrDefault(r.Category) + 1;
        if (r.Songs is [var song, ..])
            Songs[(song.Title, song.Artist, r.Category.Name())] = Songs.GetValueOrDefault((song.Title, song.Artist, r.Category.Name())) + 1;
        Cover(r.WindowStart);
        Cover(r.WindowEnd);
    }

    /// <summary>A camera's report.</summary>
    public void Add(CameraReport report)
    {
        var camera = Camera(report.Camera);
        if (camera.Report is null || camera.Report.At <= report.At)
            camera.Report = report;
    }

    /// <summary>A dead letter.</summary>
    public void Add(DeadLetter letter)
    {
        if (letter.Camera is { } id)
            Camera(id).Dead++;
        var before = DeadLetters.GetValueOrDefault((letter.Stage, letter.Reason));
        DeadLetters[(letter.Stage, letter.Reason)] = (before.Count + 1, letter.Message);
    }

    private CameraTally Camera(string id) => _cameras.TryGetValue(id, out var camera) ? camera : _cameras[id] = new CameraTally();

    private void Cover(DateTimeOffset at) => Span = Span is not { } span ? (at, at) : (at < span.From ? at : span.From, at > span.To ? at : span.To);
}

/// <summary>One camera's or zone's part.</summary>
internal sealed class CameraTally
{
    private const int MostMoods = 20_000;

    private readonly RecentIds _ends = new();

    /// <summary>Frames with an event.</summary>
    public FrameIds Emotions { get; } = new();

    /// <summary>Faces in them.</summary>
    public long Faces { get; set; }

    /// <summary>Dead letters.</summary>
    public long Dead { get; set; }

    /// <summary>Recommendations.</summary>
    public long Windows { get; private set; }

    /// <summary>Changes of category.</summary>
    public long Switches { get; private set; }

    /// <summary>The last report; null without one.</summary>
    public CameraReport? Report { get; set; }

    /// <summary>Stretches of one category, in order.</summary>
    public List<(DateTimeOffset From, DateTimeOffset To, SongCategory Category)> Stretches { get; } = [];

    /// <summary>Valence of the windows in which somebody was there.</summary>
    public List<(DateTimeOffset At, float Valence)> Moods { get; } = [];

    /// <summary>A window; false when it came before.</summary>
    public bool Add(RecommendationEvent r)
    {
        if (!_ends.Add(r.WindowEnd.ToUnixTimeMilliseconds()))
            return false;
        Windows++;
        if (r.Category != SongCategory.Nobody && Moods.Count < MostMoods)
            Moods.Add((r.WindowEnd, r.Why.Valence));
        if (Stretches is [.., var last] && last.Category == r.Category && r.WindowStart - last.To < TimeSpan.FromSeconds(5))
        {
            Stretches[^1] = last with { To = r.WindowEnd };
            return true;
        }

        if (Stretches.Count > 0)
            Switches++;
        if (Stretches.Count < MostMoods)
            Stretches.Add((r.WindowStart, r.WindowEnd, r.Category));
        return true;
    }
}

/// <summary>Counts the frames of a camera once each.</summary>
internal sealed class FrameIds
{
    private RecentIds _sequences = new();
    private long _epoch = -1;

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>Whether it is the first of this id; ids that cannot be read count.</summary>
    public bool Add(string frame)
    {
        if (FrameId.TryParse(frame, out var id))
        {
            if (id.Epoch != _epoch)
                (_epoch, _sequences) = (id.Epoch, new RecentIds());
            if (!_sequences.Add(id.Sequence))
                return false;
        }

        Count++;
        return true;
    }
}

/// <summary>
/// Tells which numbers came before, by the newest few thousand: they ascend but for what is delivered again, and what is delivered again
/// is what was in work when a worker or recommender ended. One below all that are remembered came before.
/// </summary>
internal sealed class RecentIds
{
    private const int Kept = 2048;

    private readonly SortedSet<long> _newest = [];

    /// <summary>Whether it is the first of this number.</summary>
    public bool Add(long id)
    {
        if ((_newest.Count == Kept && id < _newest.Min) || !_newest.Add(id))
            return false;
        if (_newest.Count > Kept)
            _newest.Remove(_newest.Min);
        return true;
    }
}

/// <summary>Delays with their time: percentiles of all, and samples enough for a plot.</summary>
internal sealed class DelaySamples(int most)
{
    private readonly LatencyHistogram _all = new();
    private readonly List<(DateTimeOffset At, double Ms)> _samples = [];
    private long _count;
    private int _every = 1;

    /// <summary>How many.</summary>
    public long Count => _count;

    /// <summary>Milliseconds that so many per cent do not exceed.</summary>
    public double Ms(double percent) => _all.Percentile(percent).TotalMilliseconds;

    /// <summary>Adds one.</summary>
    public void Add(DateTimeOffset at, TimeSpan delay)
    {
        _all.Record(delay);
        if (_count++ % _every != 0)
            return;
        _samples.Add((at, Math.Max(0, delay.TotalMilliseconds)));
        if (_samples.Count <= most)
            return;
        _every *= 2;
        var kept = 0;
        for (var i = 0; i < _samples.Count; i += 2)
            _samples[kept++] = _samples[i];
        _samples.RemoveRange(kept, _samples.Count - kept);
    }

    /// <summary>A percentile over time, in so many steps; seconds since <paramref name="from"/> and milliseconds.</summary>
    public IReadOnlyList<(double X, double Y)> OverTime(DateTimeOffset from, DateTimeOffset to, int steps, double percent)
    {
        var step = Math.Max((to - from).TotalSeconds / steps, 1e-3);
        return [.. _samples.GroupBy(s => (int)Math.Min(steps - 1, (s.At - from).TotalSeconds / step)).OrderBy(g => g.Key).Select(g =>
        {
            var sorted = g.Select(s => s.Ms).Order().ToArray();
            return ((g.Key + 0.5) * step, sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * percent / 100)]);
        })];
    }
}
