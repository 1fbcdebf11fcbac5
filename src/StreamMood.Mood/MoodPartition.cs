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
    /// <summary>Version of the partition's own record. Versions up to it can be read.</summary>
    private const byte Version = 1;

    private readonly Dictionary<string, KeyedStream> _streams = new(StringComparer.Ordinal);
    private readonly StreamQueue _awake = new();
    private readonly StreamQueue _silent = new();
    private readonly List<KeyedStream> _changed = [];
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private readonly StateBuffer _buffer = new();
    private readonly EmotionSample _sample = new();
    private readonly TimeSpan _tolerance;
    private PartitionClock _clock;
    private readonly RecommendationComposer _composer;
    private readonly Func<KeyWindows> _windows;
    private readonly FaceVoting _voting;
    private readonly long _grace;
    private readonly long _silentAfter;
    private readonly bool _tracks;
    private readonly long _memory;
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
        _tolerance = options.ClockTolerance;
        _clock = new PartitionClock(_tolerance);
        _composer = new RecommendationComposer(options, filter, zones);
        _tracks = options.Tracks && !zones;
        var panes = options.Windows == WindowKind.Hopping ? (int)(options.Window.Ticks / options.Hop.Ticks) : 1;
        var grid = new WindowGrid(options.Step.Ticks, panes, filter.Memory);
        var gap = options.Gap.Ticks;
        _windows = options.Windows == WindowKind.Session ? () => new SessionWindows(gap) : () => new AlignedWindows(grid);
        var memory = options.Windows == WindowKind.Session ? TimeSpan.Zero : options.Step * filter.Memory;
        var silentAfter = options.Reach + options.Grace + options.IdleTimeout;
        ForgetAfter = silentAfter + memory + options.ClockTolerance;
        _silentAfter = silentAfter.Ticks;
        _memory = memory.Ticks;
    }

    /// <summary>The partition's event time after which a silent camera is forgotten.</summary>
    public TimeSpan ForgetAfter { get; }

    /// <summary>Operators' decisions; null for none. They are input like the events: the same ones must be there when events are replayed.</summary>
    public IControls? Controls { get; set; }

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
        var stray = _clock.Observe(value.Ticks);
        if (stray > 0)
            Totals.ClockAhead++;
        else if (stray < 0)
            Totals.ClockBehind++;

        // Silent ones first: if this camera was forgotten meanwhile, the event begins it anew.
        CloseSilent(into);

        // Without consent nothing is made of what was seen, and in a zone the other cameras go on.
        if (Controls?.Of(value.Camera, false) is { } consent)
        {
            if (!_zones && consent.RevokedAt(value.Ticks) is { } revoked && _streams.TryGetValue(key, out var before) && before.Clock < revoked)
                Forget(key);
            if (consent.At(value.Ticks).Revoked)
            {
                Totals.Revoked++;
                return AddOutcome.Revoked;
            }
        }

        var stream = Find(key, value.Ticks, members);
        if (offset < stream.NextOffset)
            return AddOutcome.Duplicate;
        Change(stream).NextOffset = offset + 1;
        var source = _zones ? stream.SourceOf(value.Camera) : 0;
        var outcome = Add(stream, value, new FrameNumber(value.Epoch, value.Sequence, source));
        if (outcome != AddOutcome.Counted)
            return outcome;
        stream.Advance(source, value.Ticks);
        Heard(stream);
        var upTo = stream.Watermark - _grace;
        if (stream.Whole.Windows.Closes(upTo))
            Close(stream, upTo, into);
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
        return !_zones && _streams.TryGetValue(camera, out var stream) && revokedAt - stream.Clock <= _silentAfter && Forget(camera);
    }

    private bool Forget(string camera)
    {
        if (!_streams.Remove(camera, out var stream))
            return false;
        stream.Queue?.Remove(stream);
        _forgotten.Add(camera);
        Totals.Forgotten++;
        return true;
    }

    /// <summary>Closes every window, for an input that has ended; nothing may be added afterwards.</summary>
    public void Flush(ICollection<RecommendationEvent> into)
    {
        foreach (var stream in _streams.Values)
            Close(stream, null, into);
    }

    /// <summary>Writes what has changed since the last call: cameras first, then the partition's own record, which is returned.</summary>
    /// <param name="sink">Takes the keys.</param>
    /// <param name="nextOffset">Offset of the next event of the input.</param>
    /// <returns>The partition's own record, valid until the next call; write it after everything else has been written.</returns>
    public ReadOnlySpan<byte> Write(IStateSink sink, long nextOffset)
    {
        ArgumentNullException.ThrowIfNull(sink);
        StateWriter writer;
        foreach (var stream in _changed)
        {
            stream.Changed = false;
            if (stream.Queue is null)
                continue; // forgotten since, and perhaps begun anew
            writer = new StateWriter(_buffer);
            stream.Write(ref writer);
            sink.Changed(stream.Name, _buffer.Written);
        }

        _changed.Clear();
        foreach (var gone in _forgotten)
            sink.Forgotten(gone);
        _forgotten.Clear();
        writer = new StateWriter(_buffer);
        writer.Byte(Version);
        writer.Number(nextOffset);
        _clock.Write(ref writer);
        return _buffer.Written;
    }

    /// <summary>Reads the record of a camera or zone; before the first event.</summary>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public void Read(string key, ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        var stream = NewStream(key);
        stream.Read(ref reader);
        _streams[key] = stream;
    }

    /// <summary>Reads the partition's own record, once all others are read.</summary>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public void Read(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        StateVersion.Check(reader.Byte(), Version);
        NextOffset = reader.Number();
        _clock.Read(ref reader);
        foreach (var stream in _streams.Values.OrderBy(s => s.HeardAt).ThenBy(s => s.Name, StringComparer.Ordinal))
            (_clock.Elapsed - stream.HeardAt >= _silentAfter ? _silent : _awake).Append(stream);
    }

    /// <summary>The offset that a partition's own record names: events before it are in the state.</summary>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public static long NextOffsetOf(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        StateVersion.Check(reader.Byte(), Version);
        return reader.Number();
    }

    /// <summary>Begins anew: forgets every camera or zone, and the named ones, so that the next written state takes them back.</summary>
    /// <param name="known">Names of which a state was written before.</param>
    public void Reset(IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        foreach (var name in known.Concat(_streams.Keys))
            _forgotten.Add(name);
        foreach (var stream in _streams.Values)
            stream.Queue?.Remove(stream);
        _streams.Clear();
        _changed.Clear();
        _clock = new PartitionClock(_tolerance);
        NextOffset = 0;
    }

    private KeyedStream Find(string name, long ticks, IReadOnlyList<string>? members)
    {
        if (_streams.TryGetValue(name, out var stream))
            return stream;
        stream = NewStream(name);
        stream.HeardAt = _clock.Elapsed;
        // A camera that nobody knows and whose first event lies in the past may be a forgotten one whose frames are delivered
        // again. Its first windows would be made of leftovers; they are held back until the filter's memory is full.
        if (_clock.Reference - ticks > ForgetAfter.Ticks)
            stream.HoldUpTo = ticks + _silentAfter + _memory;
        if (members is not null)
            stream.Expect(members, ticks);
        _streams.Add(name, stream);
        _forgotten.Remove(name);
        _awake.Append(stream);
        return stream;
    }

    private KeyedStream NewStream(string name) => new(name, _windows, _zones ? _silentAfter : null);

    private KeyedStream Change(KeyedStream stream)
    {
        if (stream.Changed)
            return stream;
        stream.Changed = true;
        _changed.Add(stream);
        return stream;
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
                Totals.Counted++;
                if (_tracks)
                    for (var i = 0; i < value.FaceCount; i++)
                        stream.Track(value.Faces[i].Track).Windows.Add(value.Faces.Slice(i, 1), _voting, value.Ticks, value.Models, frame);
                break;
        }

        return outcome;
    }

    // Only events that count are a sign of life: a camera whose clock went back and whose events are all late is forgotten
    // after a while and then begins anew with the clock it has.
    private void Heard(KeyedStream stream)
    {
        stream.HeardAt = _clock.Elapsed;
        stream.Queue!.Remove(stream);
        _awake.Append(stream);
    }

    private void CloseSilent(ICollection<RecommendationEvent> into)
    {
        while (_awake.Head is { } stream && _clock.Elapsed - stream.HeardAt >= _silentAfter)
        {
            Close(Change(stream), null, into);
            _awake.Remove(stream);
            _silent.Append(stream);
        }

        while (_silent.Head is { } stream && _clock.Elapsed - stream.HeardAt >= ForgetAfter.Ticks)
        {
            _silent.Remove(stream);
            _streams.Remove(stream.Name);
            _forgotten.Add(stream.Name);
            Totals.Forgotten++;
        }
    }

    /// <summary>Closes what ended up to an instant, or everything, and recommends.</summary>
    private void Close(KeyedStream stream, long? upTo, ICollection<RecommendationEvent> into)
    {
        Close(stream, stream.Whole, upTo, into);
        if (!_tracks)
            return;
        foreach (var track in stream.Tracks)
            Close(stream, track, upTo, into);
        stream.DropEmptyTracks();
    }

    private void Close(KeyedStream stream, MoodKey key, long? upTo, ICollection<RecommendationEvent> into)
    {
        if (upTo is { } ticks)
            key.Windows.CloseUpTo(ticks);
        else
            key.Windows.CloseAll();
        while (key.Windows.TakeClosed() is { IsEmpty: false } windows)
        {
            var end = key.Windows.End(in windows[^1]);
            var control = Controls?.Of(key.Name, _zones)?.At(key.Windows.Start(in windows[^1])) ?? default;
            var recommendation = _composer.Compose(key, windows, in control);
            Totals.Windows++;
            if (WasRevoked(stream, key.Windows.Start(in windows[^1]), upTo is null ? end + _grace + _silentAfter : stream.Watermark))
                Totals.Dropped++;
            else if (control.Paused)
                Totals.Paused++;
            else if (end <= stream.HoldUpTo)
                Totals.HeldBack++;
            else
                into.Add(recommendation);
            key.Late = 0;
        }
    }

    // What consent was revoked for while it was open is not recommended. Of a camera that falls silent, as one does whose frames are
    // looked at no longer, a window counts as open until silence would have closed it.
    private bool WasRevoked(KeyedStream stream, long start, long closed)
    {
        if (Controls is not { } controls)
            return false;
        if (!_zones)
            return controls.Of(stream.Name, false)?.RevokedAt(closed) > start;
        foreach (var camera in stream.Cameras)
            if (controls.Of(camera, false)?.RevokedAt(closed) > start)
                return true;
        return false;
    }
}
