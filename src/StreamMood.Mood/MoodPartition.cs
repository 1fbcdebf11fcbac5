using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Songs;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood;

/// <summary>
/// The recommender for one partition of emotion events: events in, recommendations out, nothing else. It follows from the events
/// alone, so the same events in any order within the grace give the same recommendations byte for byte. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>Why a restart is exact. The state forgets: a camera not heard for <see cref="ForgetAfter"/> of the partition's event
/// time is dropped with all it has, and a window rests on the <see cref="IMoodFilter.Memory"/> windows up to it and no others.
/// A stream begun in the middle therefore differs from one that saw everything only in cameras heard shortly before, and only
/// until these have been silent for that long, or have closed the windows that were open and as many more as the filter
/// remembers. After <see cref="Rewind"/> of event time (the sum of these spans) both are in the same state, and a stream begun
/// in the middle holds back everything that closes earlier. <see cref="NeededFrom"/> lies that far before whatever has not
/// been recommended yet, and never after the first event of a window still held; so whatever was missing is made again, from
/// complete input, and whatever is made twice is the same. The sum leaves <see cref="MoodOptions.ClockTolerance"/> for cameras
/// whose events come in slower than the others'. Beyond the rewind reaches only <see cref="RecommendationEvent.Since"/>, which
/// is therefore taken from what was published, see <see cref="Recall"/>.</para>
/// </remarks>
public sealed class MoodPartition
{
    private readonly Dictionary<string, CameraWindows> _cameras = new(StringComparer.Ordinal);
    private readonly CameraQueue _awake = new();
    private readonly CameraQueue _silent = new();
    private readonly ReplayMarks _marks;
    private readonly PartitionClock _clock;
    private readonly RecommendationComposer _composer;
    private readonly EventTime _time;
    private readonly FaceVoting _voting;
    private readonly int _memory;
    private readonly long _grace;
    private readonly long _silentAfter;
    private readonly long _emitAfter;

    /// <summary>A stream of one partition.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="firstOffset">
    /// Offset at which the input begins. 0 is the partition's beginning; anything else means that events may have come before,
    /// and recommendations are held back for <see cref="Rewind"/> unless <see cref="MoodOptions.HoldBack"/> is off.
    /// </param>
    /// <param name="totals">Where to count, shared by partitions that one thread works on; counts of its own when null.</param>
    public MoodPartition(MoodOptions options, long firstOffset = 0, MoodTotals? totals = null)
        : this(options, options.Filter.Create(options.Window), firstOffset, totals)
    {
    }

    /// <summary>A stream of one partition with a filter of one's own.</summary>
    /// <param name="options">Its settings; the filter's are not looked at.</param>
    /// <param name="filter">The smoothing filter; it may be shared, having no state.</param>
    /// <param name="firstOffset">As in the other constructor.</param>
    /// <param name="totals">As in the other constructor.</param>
    public MoodPartition(MoodOptions options, IMoodFilter filter, long firstOffset = 0, MoodTotals? totals = null)
    {
        Totals = totals ?? new MoodTotals();
        _time = new EventTime(options.Window.Ticks);
        _voting = options.Voting;
        _memory = filter.Memory;
        _grace = options.Grace.Ticks;
        _clock = new PartitionClock(options.ClockTolerance);
        _composer = new RecommendationComposer(options, filter, _time);
        var silentAfter = options.Window + options.Grace + options.IdleTimeout;
        ForgetAfter = silentAfter + options.Window * _memory + options.ClockTolerance;
        Rewind = ForgetAfter + silentAfter + options.Window * (_memory + 1);
        _silentAfter = silentAfter.Ticks;
        _emitAfter = firstOffset > 0 && options.HoldBack ? Rewind.Ticks : 0;
        _marks = new ReplayMarks(firstOffset);
    }

    /// <summary>The partition's event time after which a silent camera is forgotten.</summary>
    public TimeSpan ForgetAfter { get; }

    /// <summary>How much of the partition's event time a resumed stream has to see again.</summary>
    public TimeSpan Rewind { get; }

    /// <summary>What has been counted.</summary>
    public MoodTotals Totals { get; }

    /// <summary>Cameras known at the moment.</summary>
    public int Cameras => _cameras.Count;

    /// <summary>
    /// Offset from which the input must be read again for everything not yet handed out; never falls. Looks at every camera, so
    /// ask once a commit, not once an event.
    /// </summary>
    public long NeededFrom
    {
        get
        {
            var needed = _marks.At(_clock.Elapsed - Rewind.Ticks);
            foreach (var camera in _cameras.Values)
                needed = Math.Min(needed, camera.FirstOffset);
            return needed;
        }
    }

    /// <summary>
    /// Tells a stream that begins in the middle what was published of its windows, so that it knows since when categories hold.
    /// Nothing else depends on it. Call before the first event.
    /// </summary>
    /// <param name="published">Recommendations of the cameras of this partition, of the last <see cref="Rewind"/> at least, in any order.</param>
    public void Recall(IEnumerable<RecommendationEvent> published) => _composer.Published.Add(published);

    /// <summary>Takes the next event of the partition.</summary>
    /// <param name="value">The event.</param>
    /// <param name="offset">Its offset, greater than that of every event before.</param>
    /// <param name="into">Receives the recommendations of the windows that the event closes; is not cleared.</param>
    public AddOutcome Add(EmotionEvent value, long offset, ICollection<Recommended> into)
    {
        if (EmotionEventCheck.Problem(value, out var frame) is not null)
        {
            Totals.Invalid++;
            return AddOutcome.Invalid;
        }

        var ticks = value.CapturedAt.UtcTicks;
        var stray = _clock.Observe(ticks);
        if (stray > 0)
            Totals.ClockAhead++;
        else if (stray < 0)
            Totals.ClockBehind++;
        _marks.Note(_clock.Elapsed, offset);

        // Silent ones first: if this camera was forgotten meanwhile, the event begins it anew.
        CloseSilent(into);
        var window = _time.WindowOf(ticks);
        var camera = Find(value.Camera, ticks, window);
        var outcome = camera.Add(value, frame, window, offset, _voting);
        Count(camera, outcome);
        if (outcome == AddOutcome.Counted)
        {
            Heard(camera);
            camera.CloseByClock(_time, _grace);
            Recommend(camera, into);
        }

        return outcome;
    }

    /// <summary>Closes every window, for an input that has ended; nothing may be added afterwards.</summary>
    public void Flush(ICollection<Recommended> into)
    {
        foreach (var camera in _cameras.Values)
        {
            camera.CloseAll();
            Recommend(camera, into);
        }
    }

    private CameraWindows Find(string name, long ticks, long window)
    {
        if (_cameras.TryGetValue(name, out var camera))
            return camera;
        // A camera that nobody knows and whose first event lies in the past may be a forgotten one whose frames are delivered
        // again. Its first windows would be made of leftovers; they are held back until the filter's memory is full.
        var old = _clock.Reference - ticks > ForgetAfter.Ticks;
        camera = new CameraWindows(name)
        {
            HoldBefore = old ? window + _memory + 1 : long.MinValue,
            HeardAt = _clock.Elapsed,
        };
        _cameras.Add(camera.Camera, camera);
        _awake.Append(camera);
        return camera;
    }

    private void Count(CameraWindows camera, AddOutcome outcome)
    {
        switch (outcome)
        {
            case AddOutcome.Late:
                camera.Late++;
                Totals.Late++;
                break;
            case AddOutcome.Duplicate:
                Totals.Duplicates++;
                break;
            default:
                Totals.Counted++;
                break;
        }
    }

    // Only events that count are a sign of life: a camera whose clock went back and whose events are all late is forgotten
    // after a while and then begins anew with the clock it has.
    private void Heard(CameraWindows camera)
    {
        camera.HeardAt = _clock.Elapsed;
        camera.Queue!.Remove(camera);
        _awake.Append(camera);
    }

    private void CloseSilent(ICollection<Recommended> into)
    {
        while (_awake.Head is { } camera && _clock.Elapsed - camera.HeardAt >= _silentAfter)
        {
            camera.CloseAll();
            Recommend(camera, into);
            _awake.Remove(camera);
            _silent.Append(camera);
        }

        while (_silent.Head is { } camera && _clock.Elapsed - camera.HeardAt >= ForgetAfter.Ticks)
        {
            _silent.Remove(camera);
            _cameras.Remove(camera.Camera);
            Totals.Forgotten++;
        }
    }

    private void Recommend(CameraWindows camera, ICollection<Recommended> into)
    {
        while (camera.TakeClosed(_memory) is { IsEmpty: false } windows)
        {
            var window = windows[^1].Index;
            var recommendation = _composer.Compose(camera, windows);
            Totals.Windows++;
            if (_clock.Elapsed < _emitAfter || window < camera.HoldBefore)
                Totals.HeldBack++;
            else
                into.Add(new Recommended(recommendation, NeededFor(camera)));
            camera.Late = 0;
        }

        camera.Prune(_memory);
    }

    private long NeededFor(CameraWindows camera) => Math.Min(camera.FirstOffset, _marks.At(_clock.Elapsed - Rewind.Ticks));
}
