using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Songs;
using StreamMood.Mood.State;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood;

/// <summary>
/// The recommender for one partition of emotion events: events in, recommendations out, nothing else. It follows from the events
/// alone, so the same events in any order within the grace give the same recommendations byte for byte. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>Why a restart is exact. Everything that a recommendation depends on is state that <see cref="Write"/> writes and
/// <see cref="Read(string, ReadOnlySpan{byte})"/> reads, together with the offset up to which events are in it. A partition that reads the state and
/// then the events from that offset on is the partition that never stopped; whoever resumes it leaves out what was published
/// before. A state lists what has changed since the one before, and each key names the offset it includes, so that states that
/// were written only in part still fit together.</para>
/// </remarks>
public sealed class MoodPartition
{
    private readonly StreamTable _streams;
    private readonly WindowCloser _closer;
    private readonly ClockJudge _clocks;
    private readonly EmotionSample _sample = new();
    private readonly FaceVoting _voting;
    private readonly long _grace;
    private readonly long _silentAfter;
    private readonly bool _tracks;
    private readonly bool _zones;

    /// <summary>A stream of one partition.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="totals">Where to count, shared by partitions that one thread works on; counts of its own when null.</param>
    /// <param name="zones">Whether keys are zones, that is several cameras each.</param>
    public MoodPartition(MoodOptions options, MoodTotals? totals = null, bool zones = false)
        : this(options, options.Filter.Create(options.Step), totals, zones)
    {
    }

    /// <summary>A stream of one partition with a filter of one's own.</summary>
    /// <param name="options">Its settings; the filter's are not looked at.</param>
    /// <param name="filter">The smoothing filter; it may be shared, having no state.</param>
    /// <param name="totals">As in the other constructor.</param>
    /// <param name="zones">As in the other constructor.</param>
    public MoodPartition(MoodOptions options, IMoodFilter filter, MoodTotals? totals = null, bool zones = false)
    {
        Totals = totals ?? new MoodTotals();
        _zones = zones;
        _grace = options.Grace.Ticks;
        _voting = options.Voting;
        _tracks = options.Tracks && !zones;
        var sessions = options.Windows == WindowKind.Session;
        var panes = options.Windows == WindowKind.Hopping ? (int)(options.Window.Ticks / options.Hop.Ticks) : 1;
        var (grid, gap) = (new WindowGrid(options.Step.Ticks, panes, filter.Memory), options.Gap.Ticks);
        var memory = sessions ? TimeSpan.Zero : options.Step * filter.Memory;
        var silentAfter = options.Reach + options.Grace + options.IdleTimeout;
        _silentAfter = silentAfter.Ticks;
        // Beyond the grace, so that the order of arrival makes no jump, and beyond the gap, so that a slip joins no session.
        _clocks = new ClockJudge(Totals, (options.ClockTolerance + options.Grace + (sessions ? options.Gap : TimeSpan.Zero)).Ticks);
        ForgetAfter = silentAfter + memory + options.ClockTolerance;
        _streams = new StreamTable(
            new(zones, options.ClockTolerance, _silentAfter, ForgetAfter.Ticks, memory.Ticks), sessions ? () => new SessionWindows(gap) : () => new AlignedWindows(grid));
        _closer = new WindowCloser(new RecommendationComposer(options, filter, zones), Totals, zones, _tracks, _grace + _silentAfter);
    }

    /// <summary>The partition's event time after which a silent camera is forgotten.</summary>
    public TimeSpan ForgetAfter { get; }

    /// <summary>Operators' decisions; null for none. They are input like the events: the same ones must be there when events are replayed.</summary>
    public IControls? Controls
    {
        get => _closer.Controls;
        set => _closer.Controls = value;
    }

    /// <summary>What has been counted.</summary>
    public MoodTotals Totals { get; }

    /// <summary>Cameras (or zones) known at the moment.</summary>
    public int Cameras => _streams.Count;

    /// <summary>Offset of the next event to add, after <see cref="Read(string, ReadOnlySpan{byte})"/>; 0 for a new partition.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Takes the next event of the partition.</summary>
    /// <param name="value">The event.</param>
    /// <param name="offset">Its offset, greater than that of every event before.</param>
    /// <param name="into">Receives the recommendations of the windows that the event closes; is not cleared.</param>
    public AddOutcome Add(EmotionEvent value, long offset, ICollection<RecommendationEvent> into)
    {
        _sample.Set(value);
        if (EmotionEventCheck.Problem(_sample) is null)
            return Add(_sample, _sample.Camera, offset, into);
        Totals.Invalid++;
        return AddOutcome.Invalid;
    }

    /// <summary>Takes the next event of the partition, one that <see cref="EmotionEventCheck"/> found sound.</summary>
    /// <param name="value">The event; not kept.</param>
    /// <param name="key">Its camera, or the zone of its camera.</param>
    /// <param name="offset">Its offset, greater than that of every event before.</param>
    /// <param name="into">Receives the recommendations of the windows that the event closes; is not cleared.</param>
    /// <param name="members">The cameras of the zone, when the keys are zones.</param>
    public AddOutcome Add(
        EmotionSample value, string key, long offset, ICollection<RecommendationEvent> into, IReadOnlyList<string>? members = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        NextOffset = offset + 1;
        var stray = _streams.Clock.Observe(value.Ticks);
        if (stray > 0)
            Totals.ClockAhead++;
        else if (stray < 0)
            Totals.ClockBehind++;

        // Silent ones first: if this camera was forgotten meanwhile, the event begins it anew.
        CloseSilent(into);

        // Without consent nothing is made of what was seen, and in a zone the other cameras go on.
        if (Controls?.Of(value.Camera, false) is { } consent)
        {
            if (!_zones && consent.RevokedAt(value.Ticks) is { } revoked && _streams.Known(key) is { } before && before.Clock < revoked)
                Forget(key);
            if (consent.At(value.Ticks).Revoked)
            {
                Totals.Revoked++;
                return AddOutcome.Revoked;
            }
        }

        var stream = _streams.Find(key, value.Ticks, members);
        if (offset < stream.NextOffset)
            return AddOutcome.Duplicate;
        _streams.Change(stream).NextOffset = offset + 1;
        var source = _zones ? stream.SourceOf(value.Camera) : 0;
        var jumps = _clocks.Jumps(stream, value.Ticks, stray > 0);
        var outcome = Add(stream, value, new FrameNumber(value.Epoch, value.Sequence, source));
        if (outcome != AddOutcome.Counted)
            return outcome;
        // A sign of life, whatever its time; and going through the input again after a restart must not find silence before it.
        _streams.Heard(stream);
        if (!_clocks.Believes(stream, source, value.Ticks, jumps))
            return AddOutcome.Ahead;
        var upTo = stream.Watermark - _grace;
        if (stream.Whole.Windows.Closes(upTo))
            _closer.Close(stream, upTo, into);
        return outcome;
    }

    /// <summary>
    /// Forgets a camera whose consent was revoked and all that is known of it, open windows as well, without waiting for its next
    /// event. Where events are worked through long after they came, those before the revocation still count, and the first one
    /// after it does the same.
    /// </summary>
    /// <param name="camera">The camera; in a partition of zones nothing is forgotten.</param>
    /// <param name="revokedAt">When it was, in ticks.</param>
    /// <returns>Whether it was known and is forgotten.</returns>
    public bool Forget(string camera, long revokedAt)
    {
        ArgumentNullException.ThrowIfNull(camera);
        return !_zones && _streams.Known(camera) is { } stream && revokedAt - stream.Clock <= _silentAfter && Forget(camera);
    }

    /// <summary>Closes every window, for an input that has ended; nothing may be added afterwards.</summary>
    public void Flush(ICollection<RecommendationEvent> into)
    {
        foreach (var stream in _streams.All)
            CloseAll(stream, into);
    }

    /// <summary>Writes what has changed since the last call: cameras first, then the partition's own record, which is returned.</summary>
    /// <param name="sink">Takes the keys.</param>
    /// <param name="nextOffset">Offset of the next event of the input.</param>
    /// <returns>The partition's own record, valid until the next call; write it after everything else has been written.</returns>
    public ReadOnlySpan<byte> Write(IStateSink sink, long nextOffset)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return _streams.Write(sink, nextOffset);
    }

    /// <summary>Reads the record of a camera or zone; before the first event.</summary>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public void Read(string key, ReadOnlySpan<byte> state) => _streams.Read(key, state);

    /// <summary>Reads the partition's own record, once all others are read.</summary>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public void Read(ReadOnlySpan<byte> state) => NextOffset = _streams.Read(state);

    /// <summary>The offset that a partition's own record names: events before it are in the state.</summary>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public static long NextOffsetOf(ReadOnlySpan<byte> state) => StreamTable.NextOffsetOf(state);

    /// <summary>Begins anew: forgets every camera or zone, and the named ones, so that the next written state takes them back.</summary>
    /// <param name="known">Names of which a state was written before.</param>
    public void Reset(IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        _streams.Reset(known);
        NextOffset = 0;
    }

    private AddOutcome Add(KeyedStream stream, EmotionSample value, FrameNumber frame)
    {
        var outcome = stream.Whole.Windows.Add(value.Faces, _voting, value.Ticks, value.Models, frame);
        switch (outcome)
        {
            case AddOutcome.Late:
                stream.Whole.Late++;
                Totals.Late++;
                break;
            case AddOutcome.Duplicate:
                Totals.Duplicates++;
                break;
            default:
                if (_tracks)
                    for (var i = 0; i < value.FaceCount; i++)
                        stream.Track(value.Faces[i].Track).Windows.Add(value.Faces.Slice(i, 1), _voting, value.Ticks, value.Models, frame);
                break;
        }

        return outcome;
    }

    private void CloseAll(KeyedStream stream, ICollection<RecommendationEvent> into)
    {
        _clocks.Drop(stream);
        _closer.Close(stream, null, into);
    }

    private void CloseSilent(ICollection<RecommendationEvent> into)
    {
        while (_streams.TakeSilent() is { } stream)
            CloseAll(stream, into);
        while (_streams.ForgetSilent())
            Totals.Forgotten++;
    }

    private bool Forget(string name)
    {
        if (!_streams.Forget(name))
            return false;
        Totals.Forgotten++;
        return true;
    }
}
