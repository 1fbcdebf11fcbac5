namespace StreamMood.Cli.Web.Board;

/// <summary>
/// What readers of the stream have been told: snapshot, then deltas in order. The page's <c>store.js</c> does the same; the server
/// keeps one so that a snapshot is exactly what a reader of all deltas has. Not thread-safe.
/// </summary>
internal sealed class BoardView
{
    /// <summary>Windows kept of each card.</summary>
    public const int Windows = 120;

    /// <summary>Dead letters and changes kept.</summary>
    public const int Lines = 200;

    /// <summary>Numbers a window takes in <see cref="BoardCard.Points"/>.</summary>
    public const int Stride = 4;

    private readonly SortedDictionary<string, BoardCard> _cards = new(StringComparer.Ordinal);
    private readonly string _epoch;
    private readonly bool _writable;
    private long _seq;
    private long _now;
    private IReadOnlyList<DeadLetterLine> _dead = [];
    private IReadOnlyDictionary<string, long> _reasons = new Dictionary<string, long>();
    private IReadOnlyList<CategoryChange> _changes = [];
    private BoardTotals _totals = new(0, 0, 0, 0, 0);

    /// <summary>Nothing yet.</summary>
    public BoardView(string epoch, bool writable) => (_epoch, _writable) = (epoch, writable);

    /// <summary>From a snapshot on.</summary>
    public BoardView(BoardSnapshot from)
        : this(from.Epoch, from.Writable)
    {
        (_seq, _now, _dead, _reasons, _changes, _totals) = (from.Seq, from.Now, from.Dead, from.DeadReasons, from.Changes, from.Totals);
        foreach (var card in from.Cards)
            _cards[card.Id] = card;
    }

    /// <summary>Takes the next delta.</summary>
    public void Apply(BoardDelta delta)
    {
        if (delta.Seq != _seq + 1)
            throw new ArgumentException($"delta {delta.Seq} does not follow {_seq}", nameof(delta));
        (_seq, _now) = (delta.Seq, delta.Now);
        foreach (var change in delta.Cards ?? [])
            _cards[change.Id] = _cards.TryGetValue(change.Id, out var card) ? Merge(card, change) : change;
        foreach (var id in delta.Gone ?? [])
            _cards.Remove(id);
        _dead = Last(_dead, delta.Dead, Lines);
        _changes = Last(_changes, delta.Changes, Lines);
        _reasons = delta.DeadReasons ?? _reasons;
        _totals = delta.Totals ?? _totals;
    }

    /// <summary>Everything, as of the last delta.</summary>
    public BoardSnapshot ToSnapshot() => new(_epoch, _seq, _now, _writable, [.. _cards.Values], _dead, _reasons, _changes, _totals);

    private static BoardCard Merge(BoardCard card, BoardCard change) => card with
    {
        Zone = change.Zone ?? card.Zone,
        Agent = change.Agent ?? card.Agent,
        Seen = change.Seen ?? card.Seen,
        Mood = change.Mood ?? card.Mood,
        Choice = change.Choice ?? card.Choice,
        Control = change.Control ?? card.Control,
        Points = change.Points is null ? card.Points : Last(card.Points ?? [], change.Points, Windows * Stride),
    };

    private static IReadOnlyList<T> Last<T>(IReadOnlyList<T> before, IReadOnlyList<T>? more, int most) =>
        more is null or [] ? before : [.. before.Concat(more).Skip(Math.Max(0, before.Count + more.Count - most))];
}
