using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>
/// A camera or a zone with its watermark: its own windows, those of its face tracks, and when it was heard. A camera's clock is
/// the newest time it has told. A zone's is the slowest of its cameras', because they come through different partitions, some
/// of them behind the others; one that has fallen behind the fastest by the silence counts no more.
/// </summary>
internal sealed class KeyedStream(string name, Func<KeyWindows> windows, long? silentAfter)
{
    /// <summary>Version of the state that is written. Versions up to it can be read.</summary>
    public const byte Version = 2;

    // What is written but for the rare moment in which the clock may have jumped, so that the version before can take over.
    private const byte PlainVersion = 1;

    private const byte OwnSection = 1;
    private const byte KeySection = 2;
    private const byte TrackSection = 3;
    private const byte MemberSection = 4;
    private const byte JumpSection = 5; // from version 2 on

    private readonly List<Member> _members = [];
    private SortedDictionary<int, MoodKey>? _tracks;
    private long _clock = long.MinValue;
    private ClockJump _jump;

    /// <summary>Camera id or zone.</summary>
    public string Name { get; } = name;

    /// <summary>The whole.</summary>
    public MoodKey Whole { get; } = new(name, null, windows());

    /// <summary>The face tracks, by number; empty where tracks have no windows of their own.</summary>
    public IEnumerable<MoodKey> Tracks => _tracks is null ? [] : _tracks.Values;

    /// <summary>Recommendations of windows that end at this time or before are held back.</summary>
    public long HoldUpTo { get; set; } = long.MinValue;

    /// <summary>The partition's elapsed time when the stream was last heard, in ticks.</summary>
    public long HeardAt { get; set; }

    /// <summary>Events before this offset are in the state already.</summary>
    public long NextOffset { get; set; }

    /// <summary>Whether it has changed since it was last written.</summary>
    public bool Changed { get; set; }

    public StreamQueue? Queue { get; set; }

    public KeyedStream? Previous { get; set; }

    public KeyedStream? Next { get; set; }

    /// <summary>The newest time it has told, in ticks; far in the past before the first.</summary>
    public long Clock => _clock;

    /// <summary>Events that lie in windows and are not believed yet, because their time is far ahead of the clock.</summary>
    public int Unbelieved => _jump.Events;

    /// <summary>A zone's cameras that are known; none of a camera.</summary>
    public IEnumerable<string> Cameras => _members.Select(m => m.Camera);

    /// <summary>Up to where event time has come, in ticks.</summary>
    public long Watermark
    {
        get
        {
            if (silentAfter is not { } silent)
                return _clock;
            var slowest = _clock;
            foreach (var member in _members)
                if (_clock - member.Clock < silent)
                    slowest = Math.Min(slowest, member.Clock);
            return slowest;
        }
    }

    /// <summary>The number of a zone's camera, which tells its frames from the others'.</summary>
    public int SourceOf(string camera)
    {
        for (var i = 0; i < _members.Count; i++)
            if (ReferenceEquals(_members[i].Camera, camera) || _members[i].Camera == camera)
                return i;
        _members.Add(new Member(camera) { Clock = long.MinValue / 2 });
        return _members.Count - 1;
    }

    /// <summary>Names a zone's cameras, so that one that is only slow to begin is waited for.</summary>
    public void Expect(IEnumerable<string> cameras, long ticks)
    {
        foreach (var camera in cameras)
            _members[SourceOf(camera)].Clock = ticks;
    }

    /// <summary>An event that counted has told a time.</summary>
    public void Advance(int source, long ticks)
    {
        _clock = Math.Max(_clock, ticks);
        if (silentAfter is not null)
            _members[source].Clock = Math.Max(_members[source].Clock, ticks);
    }

    /// <summary>Whether a time is further ahead of the clock than <paramref name="most"/>. A stream that has none believes any.</summary>
    public bool IsJump(long ticks, long most) => _clock != long.MinValue && ticks - _clock > most;

    /// <summary>
    /// An event that counted has told a time that <see cref="IsJump"/>. Answers how many events are believed by it, itself included: none
    /// or all of them, and then the clock follows.
    /// </summary>
    public int Jump(int source, long ticks)
    {
        if (!_jump.Take(source, ticks))
            return 0;
        Advance(source, ticks);
        return Believe();
    }

    /// <summary>How many events of a jump are believed because the clock has come so near that their time is no jump any more.</summary>
    public int CatchUp(long most) => _jump.Events > 0 && !IsJump(_jump.Ticks, most) ? Believe() : 0;

    /// <summary>Whether the events of a jump lie further ahead than <paramref name="most"/> of a time that was told since.</summary>
    public bool JumpsBeyond(long ticks, long most) => _jump.Events > 0 && _jump.Ticks - ticks > most;

    /// <summary>Drops the events of a jump, which lie after an instant. Answers how many.</summary>
    public int DropJump(long after)
    {
        var dropped = _jump.Events;
        _jump = default;
        Whole.Windows.DropAfter(after);
        foreach (var track in Tracks)
            track.Windows.DropAfter(after);
        DropEmptyTracks();
        return dropped;
    }

    /// <summary>A face track's windows.</summary>
    public MoodKey Track(int number)
    {
        _tracks ??= [];
        if (!_tracks.TryGetValue(number, out var track))
            _tracks.Add(number, track = new MoodKey(Name, number, windows()));
        return track;
    }

    /// <summary>Drops tracks that hold nothing any more.</summary>
    public void DropEmptyTracks()
    {
        foreach (var empty in _tracks?.Values.Where(t => t.Windows.Count == 0).ToList() ?? [])
            _tracks!.Remove(empty.Track!.Value);
    }

    /// <summary>Writes everything, the version first.</summary>
    public void Write(ref StateWriter into)
    {
        into.Byte(Unbelieved > 0 ? Version : PlainVersion);
        var began = into.Begin(OwnSection);
        into.Number(NextOffset);
        into.Number(_clock);
        into.Number(HeardAt);
        into.Number(HoldUpTo);
        into.End(began);
        began = into.Begin(KeySection);
        Whole.Write(ref into);
        into.End(began);
        foreach (var track in Tracks)
        {
            began = into.Begin(TrackSection);
            into.Number(track.Track!.Value);
            track.Write(ref into);
            into.End(began);
        }

        foreach (var member in _members)
        {
            began = into.Begin(MemberSection);
            into.Text(member.Camera);
            into.Number(member.Clock);
            into.End(began);
        }

        if (Unbelieved == 0)
            return;
        began = into.Begin(JumpSection);
        _jump.Write(ref into);
        into.End(began);
    }

    /// <summary>Reads what this or an older version wrote.</summary>
    /// <exception cref="StateException">When a newer version wrote it, or it is damaged.</exception>
    public void Read(ref StateReader from)
    {
        StateVersion.Check(from.Byte(), Version);
        while (!from.AtEnd)
        {
            switch (from.Section(out var content))
            {
                case OwnSection:
                    NextOffset = content.Number();
                    _clock = content.Number();
                    HeardAt = content.Number();
                    HoldUpTo = content.Number();
                    break;
                case KeySection:
                    Whole.Read(ref content);
                    break;
                case TrackSection:
                    Track((int)content.Number()).Read(ref content);
                    break;
                case MemberSection:
                    _members.Add(new Member(content.Text() ?? "") { Clock = content.Number() });
                    break;
                case JumpSection:
                    _jump.Read(ref content);
                    break;
                default:
                    throw new StateException("it has a part that this version does not know");
            }
        }
    }

    private int Believe()
    {
        var events = _jump.Events;
        Advance(_jump.Source, _jump.Ticks);
        _jump = default;
        return events;
    }

    private sealed class Member(string camera)
    {
        public string Camera { get; } = camera;

        public long Clock { get; set; }
    }
}
