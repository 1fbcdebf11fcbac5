namespace StreamMood.Mood.Windows;

/// <summary>
/// Which offset to begin at to see a given stretch of the partition's event time again: marks a second apart, of which the
/// ones older than the stretch are dropped.
/// </summary>
internal sealed class ReplayMarks(long firstOffset)
{
    private const long Spacing = TimeSpan.TicksPerSecond;

    private readonly Queue<Mark> _later = new();
    private Mark _current = new(0, firstOffset);
    private long _newest;

    /// <summary>Notes that <paramref name="elapsed"/> ticks had passed with the event at <paramref name="offset"/>.</summary>
    public void Note(long elapsed, long offset)
    {
        if (elapsed - _newest < Spacing)
            return;
        _later.Enqueue(new Mark(elapsed, offset));
        _newest = elapsed;
    }

    /// <summary>
    /// The newest marked offset with which no more than <paramref name="elapsed"/> ticks had passed; where the stream began when
    /// it is younger than that. Must be asked with times that do not fall.
    /// </summary>
    public long At(long elapsed)
    {
        while (_later.TryPeek(out var next) && next.Elapsed <= elapsed)
            _current = _later.Dequeue();
        return _current.Offset;
    }

    private readonly record struct Mark(long Elapsed, long Offset);
}
