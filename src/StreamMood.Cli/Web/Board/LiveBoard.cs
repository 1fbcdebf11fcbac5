using StreamMood.Contracts.Events;

namespace StreamMood.Cli.Web.Board;

/// <summary>
/// The state behind the page: takes what topics hold, event by event, and gives what changed since it was last asked. Bounded:
/// so many cards, windows a card, lines; everything else is counted. Pure but for the arrival times it is given. Not thread-safe.
/// </summary>
/// <param name="zoneOf">The zone of a camera; null when it has none.</param>
/// <param name="mostCards">Cameras and zones kept.</param>
internal sealed class LiveBoard(Func<string, string?> zoneOf, int mostCards = LiveBoard.DefaultMostCards)
{
    /// <summary>Cards kept when not told.</summary>
    public const int DefaultMostCards = 2000;

    // A camera that nobody has heard of for so long makes room for another.
    private const long Forgotten = 10 * 60_000;
    private const int MostReasons = 50;

    private readonly Dictionary<string, LiveCard> _cards = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private readonly List<DeadLetterLine> _dead = [];
    private readonly List<CategoryChange> _changes = [];
    private readonly List<string> _gone = [];
    private readonly HashSet<string> _notShown = new(StringComparer.Ordinal);
    private bool _reasonsChanged;
    private long _seq;
    private BoardTotals _totals = new(0, 0, 0, 0, 0);
    private BoardTotals? _told;

    /// <summary>A camera's report.</summary>
    public void Take(CameraReport report, long now)
    {
        if (Card(report.Camera, false, now) is not { } card || card.Agent?.At > Ms(report.At))
            return;
        var before = card.Agent is { } agent && agent.Captured <= report.Captured ? agent.Dropped : 0;
        card.Take(new AgentPart(
            Ms(report.At), report.State, report.Fps, report.Captured, report.Published, report.Dropped, card.Agent is null ? 0 : Math.Max(0, report.Dropped - before),
            report.Restarts, report.LastError));
    }

    /// <summary>An emotion event.</summary>
    public void Take(EmotionEvent seen, long now)
    {
        _totals = _totals with { Emotions = _totals.Emotions + 1 };
        if (Card(seen.Camera, false, now) is not { } card)
            return;
        card.Rate.Add(now);
        var at = Ms(seen.CapturedAt);
        card.Seen = card.Seen is { } newer && newer.At > at
            ? newer with { Frames = card.Rate.Total, Fps = card.Rate.PerSecond }
            : new SeenPart(at, Math.Max(0, now - at), seen.Faces.Count, card.Rate.PerSecond, card.Rate.Total, card.Dead);
    }

    /// <summary>A recommendation; those for single face tracks are counted and not shown.</summary>
    public void Take(RecommendationEvent r, long now)
    {
        _totals = _totals with { Recommendations = _totals.Recommendations + 1 };
        var id = r.Zone is { } zone ? ControlRecord.Key(zone, zone: true) : r.Camera;
        if (r.Track is not null || Card(id, r.Zone is not null, now) is not { } card || card.WindowEnd >= Ms(r.WindowEnd))
            return;
        var before = card.Choice?.Category;
        var choice = BoardParts.Choice(r);
        card.Take(BoardParts.Mood(r), choice, (long)r.Category);
        if (before != choice.Category)
            Keep(_changes, new CategoryChange(Ms(r.WindowEnd), id, before, choice.Category, choice.Decision, choice.Song));
    }

    /// <summary>A dead letter and where it lies.</summary>
    public void Take(DeadLetter letter, long at, long now)
    {
        _totals = _totals with { DeadLetters = _totals.DeadLetters + 1 };
        var reason = _reasons.ContainsKey(letter.Reason) || _reasons.Count < MostReasons ? letter.Reason : "other";
        _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        _reasonsChanged = true;
        Keep(_dead, new DeadLetterLine(at, letter.Camera, letter.Stage, letter.Reason, letter.Message, $"{letter.Topic}/{letter.Partition}/{letter.Offset}"));
        if (letter.Camera is not { } camera || Card(camera, false, now) is not { } card)
            return;
        card.Dead++;
        card.Seen = (card.Seen ?? new SeenPart(0, 0, 0, 0, 0, 0)) with { Dead = card.Dead };
    }

    /// <summary>An operator's decisions.</summary>
    public void Take(ControlRecord record, long now)
    {
        var key = ControlRecord.Key(record.Zone ?? record.Camera ?? "", record.Zone is not null);
        if (record.Decisions.Count > 0 && Card(key, record.Zone is not null, now) is { } card)
            card.Take(BoardParts.Control(record));
    }

    /// <summary>Counts a message that was no event.</summary>
    public void CountUnreadable() => _totals = _totals with { Unreadable = _totals.Unreadable + 1 };

    /// <summary>What changed since the last call; null when nothing did.</summary>
    public BoardDelta? Publish(long now)
    {
        var cards = _cards.Values.Select(c => c.Publish(now)).OfType<BoardCard>().ToList();
        _totals = _totals with { NotShown = _notShown.Count };
        if (cards.Count == 0 && _gone.Count == 0 && _dead.Count == 0 && _changes.Count == 0 && _totals == _told)
            return null;
        var delta = new BoardDelta(++_seq, now)
        {
            Cards = cards.Count > 0 ? cards : null,
            Gone = _gone.Count > 0 ? [.. _gone] : null,
            Dead = _dead.Count > 0 ? [.. _dead] : null,
            DeadReasons = _reasonsChanged ? new SortedDictionary<string, long>(_reasons, StringComparer.Ordinal) : null,
            Changes = _changes.Count > 0 ? [.. _changes] : null,
            Totals = _totals == _told ? null : _totals,
        };
        _told = _totals;
        _gone.Clear();
        _dead.Clear();
        _changes.Clear();
        _reasonsChanged = false;
        return delta;
    }

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static void Keep<T>(List<T> lines, T line)
    {
        lines.Add(line);
        if (lines.Count > BoardView.Lines)
            lines.RemoveAt(0);
    }

    private LiveCard? Card(string id, bool zone, long now)
    {
        if (!_cards.TryGetValue(id, out var card))
        {
            // Ids come from outside.
            if (_cards.Count >= mostCards && !MakeRoom(now))
            {
                if (_notShown.Count < mostCards)
                    _notShown.Add(id);
                return null;
            }

            _notShown.Remove(id);
            _gone.Remove(id);
            card = _cards[id] = new LiveCard(id, zone ? null : zoneOf(id));
        }

        card.TouchedAt = now;
        return card;
    }

    private bool MakeRoom(long now)
    {
        foreach (var (id, card) in _cards.Where(c => now - c.Value.TouchedAt > Forgotten).ToList())
        {
            _cards.Remove(id);
            _gone.Add(id);
        }

        return _cards.Count < mostCards;
    }
}
