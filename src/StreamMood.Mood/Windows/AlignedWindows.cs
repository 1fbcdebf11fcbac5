using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>
/// Tumbling and hopping windows. Events are kept in panes of one hop's length; a window is so many panes in a row, and is put
/// together when it closes. A tumbling window is one pane. Panes are numbered from 1970, windows by their last pane.
/// </summary>
internal sealed class AlignedWindows(WindowGrid grid) : KeyWindows
{
    // Far in the past, with room below.
    private const long Never = long.MinValue / 2;

    private long _closedBefore = Never;
    private long _next = Never;

    /// <inheritdoc />
    public override AddOutcome Add(ReadOnlySpan<FaceSample> faces, FaceVoting voting, long ticks, ModelVersions? models, FrameNumber frame)
    {
        var pane = grid.PaneOf(ticks);
        var held = Held;
        var at = held.Length;
        while (at > 0 && held[at - 1].Index > pane)
            at--;
        var known = at > 0 && held[at - 1].Index == pane;
        if (pane < _closedBefore)
            return known && held[at - 1].Contains(frame) ? AddOutcome.Duplicate : AddOutcome.Late;
        if (!known)
            Insert(at++, new MoodWindow(pane));
        return Held[at - 1].Add(faces, voting, ticks, models, frame) ? AddOutcome.Counted : AddOutcome.Duplicate;
    }

    /// <inheritdoc />
    public override bool Closes(long ticks) => grid.PaneOf(ticks) > _closedBefore;

    /// <inheritdoc />
    public override void CloseUpTo(long ticks) => _closedBefore = Math.Max(_closedBefore, grid.PaneOf(ticks));

    /// <inheritdoc />
    public override void CloseAll()
    {
        if (Count > 0)
            _closedBefore = Math.Max(_closedBefore, Held[^1].Index + grid.Panes);
    }

    /// <inheritdoc />
    public override ReadOnlySpan<MoodWindow> TakeClosed()
    {
        var held = Held;
        var first = 0;
        while (first < held.Length && held[first].Index + grid.Panes <= _next)
            first++;
        var window = first < held.Length ? Math.Max(_next, held[first].Index) : long.MaxValue;
        if (window >= _closedBefore)
        {
            _next = Math.Max(_next, _closedBefore);
            Prune();
            return default;
        }

        _next = window + 1;
        return grid.Panes == 1 ? Reached(held, window) : Together(held, window);
    }

    /// <inheritdoc />
    public override long Start(in MoodWindow window) => grid.TicksOf(window.Index + 1 - grid.Panes);

    /// <inheritdoc />
    public override long End(in MoodWindow window) => grid.TicksOf(window.Index + 1);

    /// <inheritdoc />
    protected override void WriteOwn(ref StateWriter into)
    {
        into.Number(_closedBefore);
        into.Number(_next);
    }

    /// <inheritdoc />
    protected override void ReadOwn(ref StateReader from)
    {
        _closedBefore = from.Number();
        _next = from.Number();
    }

    private ReadOnlySpan<MoodWindow> Reached(Span<MoodWindow> panes, long window)
    {
        var last = panes.Length - 1;
        while (panes[last].Index > window)
            last--;
        var first = last;
        while (first > 0 && panes[first - 1].Index > window - grid.Memory)
            first--;
        return panes[first..(last + 1)];
    }

    private Span<MoodWindow> Together(Span<MoodWindow> panes, long window)
    {
        var scratch = grid.Scratch;
        var sum = new MoodWindow(0);
        int count = 0, first = 0, end = 0;
        for (var index = window - grid.Memory + 1; index <= window; index++)
        {
            // From one window to the next a pane comes in and one goes out; sums of whole numbers lose nothing by it.
            while (end < panes.Length && panes[end].Index <= index)
                sum.Join(in panes[end++], frames: false);
            while (first < end && panes[first].Index <= index - grid.Panes)
                sum.Leave(in panes[first++]);
            if (sum.Frames == 0)
                continue;
            sum.Index = index;
            scratch[count++] = sum;
        }

        return scratch.AsSpan(0, count);
    }

    // A window to come reaches back over the filter's memory, and the first of those over its panes. One more is kept, so that
    // a frame delivered twice is told from a late one for a while.
    private void Prune()
    {
        var held = Held;
        var gone = 0;
        while (gone < held.Length && held[gone].Index < _next - grid.Memory - grid.Panes + 1)
            gone++;
        if (gone > 0)
            Remove(0, gone);
    }
}
