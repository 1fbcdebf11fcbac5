namespace StreamMood.Cli.Web.Board;

/// <summary>What has come for one camera or zone, and which parts of it readers have not been told yet.</summary>
internal sealed class LiveCard(string id, string? zone)
{
    // A camera's frames come ten times a second and more; a person reads once a second.
    private const long SeenEvery = 1000;

    private readonly List<long> _points = [];
    private BoardCard _pending = new(id) { Zone = zone };
    private bool _new = true;
    private SeenPart? _seen;
    private long? _seenAt;
    private bool _seenChanged;

    /// <summary>Arrival of the newest message, ms since 1970.</summary>
    public long TouchedAt { get; set; }

    /// <summary>The last report.</summary>
    public AgentPart? Agent { get; private set; }

    /// <summary>The last choice.</summary>
    public ChoicePart? Choice { get; private set; }

    /// <summary>End of the newest window.</summary>
    public long WindowEnd { get; private set; } = long.MinValue;

    /// <summary>Counts for <see cref="SeenPart"/>.</summary>
    public EventRate Rate { get; } = new();

    /// <summary>Dead letters.</summary>
    public long Dead { get; set; }

    /// <summary>The last of inference.</summary>
    public SeenPart? Seen
    {
        get => _seen;
        set => (_seen, _seenChanged) = (value, true);
    }

    public void Take(AgentPart agent) => _pending = _pending with { Agent = Agent = agent };

    public void Take(ControlPart control) => _pending = _pending with { Control = control };

    public void Take(MoodPart mood, ChoicePart choice, long category)
    {
        WindowEnd = mood.End;
        _pending = _pending with { Mood = mood };
        if (choice != Choice)
            _pending = _pending with { Choice = Choice = choice };
        _points.AddRange([mood.End, mood.Valence, mood.Arousal, category]);
        if (_points.Count > BoardView.Windows * BoardView.Stride)
            _points.RemoveRange(0, BoardView.Stride);
    }

    /// <summary>The untold parts, told from now on; null when there are none.</summary>
    public BoardCard? Publish(long now)
    {
        if (_seenChanged && (_seenAt is not { } at || now - at >= SeenEvery))
        {
            _pending = _pending with { Seen = _seen };
            (_seenAt, _seenChanged) = (now, false);
        }

        if (_points.Count > 0)
            _pending = _pending with { Points = [.. _points] };
        var nothing = _pending is { Agent: null, Seen: null, Mood: null, Choice: null, Control: null, Points: null };
        if (nothing && !_new)
            return null;
        var told = _pending;
        _pending = new BoardCard(id);
        _points.Clear();
        _new = false;
        return told;
    }
}

/// <summary>Events a second over the last second or more.</summary>
internal sealed class EventRate
{
    private const long Span = 1000;
    private const long Forgotten = 5000;
    private long _from = long.MinValue;
    private int _count;

    /// <summary>All events.</summary>
    public long Total { get; private set; }

    /// <summary>The rate.</summary>
    public double PerSecond { get; private set; }

    /// <summary>Counts one that came at <paramref name="now"/>, ms since 1970.</summary>
    public void Add(long now)
    {
        Total++;
        if (_from == long.MinValue || now - _from > Forgotten)
        {
            (_from, _count) = (now, 0);
            return;
        }

        _count++;
        if (now - _from < Span)
            return;
        PerSecond = Math.Round(_count * 1000.0 / (now - _from), 1);
        (_from, _count) = (now, 0);
    }
}
