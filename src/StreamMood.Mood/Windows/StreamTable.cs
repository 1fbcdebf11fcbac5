using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>
/// The cameras or zones of a partition: found by name, in the order in which they were last heard, and what of them has changed since
/// the state was last written.
/// </summary>
/// <param name="settings">When they count as silent and as forgotten.</param>
/// <param name="windows">Makes the windows of a key.</param>
internal sealed class StreamTable(StreamTable.Settings settings, Func<KeyWindows> windows)
{
    /// <summary>Version of the partition's own record. Versions up to it can be read.</summary>
    private const byte Version = 1;

    private readonly Dictionary<string, KeyedStream> _streams = new(StringComparer.Ordinal);
    private readonly StreamQueue _awake = new();
    private readonly StreamQueue _silent = new();
    private readonly List<KeyedStream> _changed = [];
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private readonly StateBuffer _buffer = new();

    /// <summary>Spans in ticks of the partition's event time.</summary>
    /// <param name="Zones">Whether the streams are zones.</param>
    /// <param name="ClockTolerance">How far a clock may be off.</param>
    /// <param name="SilentAfter">When a stream counts as silent.</param>
    /// <param name="ForgetAfter">When it is forgotten.</param>
    /// <param name="Memory">How far back a filter looks.</param>
    public readonly record struct Settings(bool Zones, TimeSpan ClockTolerance, long SilentAfter, long ForgetAfter, long Memory);

    /// <summary>The partition's event time.</summary>
    public PartitionClock Clock { get; private set; } = new(settings.ClockTolerance);

    public int Count => _streams.Count;

    public IEnumerable<KeyedStream> All => _streams.Values;

    /// <summary>The stream of a name; null when it is not known.</summary>
    public KeyedStream? Known(string name) => _streams.GetValueOrDefault(name);

    /// <summary>The stream of a name, a new one when it is not known.</summary>
    /// <param name="name">Camera or zone.</param>
    /// <param name="ticks">Time of its event.</param>
    /// <param name="members">The cameras of a zone.</param>
    public KeyedStream Find(string name, long ticks, IReadOnlyList<string>? members)
    {
        if (_streams.TryGetValue(name, out var stream))
            return stream;
        stream = New(name);
        stream.HeardAt = Clock.Elapsed;
        // A camera that nobody knows and whose first event lies in the past may be a forgotten one whose frames are delivered
        // again. Its first windows would be made of leftovers; they are held back until the filter's memory is full.
        if (Clock.Reference - ticks > settings.ForgetAfter)
            stream.HoldUpTo = ticks + settings.SilentAfter + settings.Memory;
        if (members is not null)
            stream.Expect(members, ticks);
        _streams.Add(name, stream);
        _forgotten.Remove(name);
        _awake.Append(stream);
        return stream;
    }

    /// <summary>Takes note that a stream is about to change.</summary>
    public KeyedStream Change(KeyedStream stream)
    {
        if (stream.Changed)
            return stream;
        stream.Changed = true;
        _changed.Add(stream);
        return stream;
    }

    /// <summary>
    /// Takes note of a sign of life. Only events that count are one: a camera whose clock went back and whose events are all late is
    /// forgotten after a while and then begins anew with the clock it has.
    /// </summary>
    public void Heard(KeyedStream stream)
    {
        stream.HeardAt = Clock.Elapsed;
        stream.Queue!.Remove(stream);
        _awake.Append(stream);
    }

    /// <summary>The next stream that has fallen silent since the last call; null when there is none.</summary>
    public KeyedStream? TakeSilent()
    {
        if (_awake.Head is not { } stream || Clock.Elapsed - stream.HeardAt < settings.SilentAfter)
            return null;
        _awake.Remove(stream);
        _silent.Append(stream);
        return Change(stream);
    }

    /// <summary>Forgets the next stream that has been silent for so long; false when there is none.</summary>
    public bool ForgetSilent() =>
        _silent.Head is { } stream && Clock.Elapsed - stream.HeardAt >= settings.ForgetAfter && Forget(stream.Name);

    /// <summary>Forgets a stream; false when it is not known.</summary>
    public bool Forget(string name)
    {
        if (!_streams.Remove(name, out var stream))
            return false;
        stream.Queue?.Remove(stream);
        _forgotten.Add(name);
        return true;
    }

    /// <summary>Forgets every stream, and the named ones, so that the next written state takes them back.</summary>
    public void Reset(IEnumerable<string> known)
    {
        foreach (var name in known.Concat(_streams.Keys))
            _forgotten.Add(name);
        foreach (var stream in _streams.Values)
            stream.Queue?.Remove(stream);
        _streams.Clear();
        _changed.Clear();
        Clock = new PartitionClock(settings.ClockTolerance);
    }

    /// <summary>Writes what has changed since the last call, and answers with the partition's own record, valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(IStateSink sink, long nextOffset)
    {
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
        Clock.Write(ref writer);
        return _buffer.Written;
    }

    /// <summary>Reads the record of a stream.</summary>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public void Read(string name, ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        var stream = New(name);
        stream.Read(ref reader);
        _streams[name] = stream;
    }

    /// <summary>Reads the partition's own record, once all others are read.</summary>
    /// <returns>The offset of the next event.</returns>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public long Read(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        StateVersion.Check(reader.Byte(), Version);
        var nextOffset = reader.Number();
        Clock.Read(ref reader);
        foreach (var stream in _streams.Values.OrderBy(s => s.HeardAt).ThenBy(s => s.Name, StringComparer.Ordinal))
            (Clock.Elapsed - stream.HeardAt >= settings.SilentAfter ? _silent : _awake).Append(stream);
        return nextOffset;
    }

    /// <summary>The offset that a partition's own record names.</summary>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public static long NextOffsetOf(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        StateVersion.Check(reader.Byte(), Version);
        return reader.Number();
    }

    private KeyedStream New(string name) => new(name, windows, settings.Zones ? settings.SilentAfter : null);
}
