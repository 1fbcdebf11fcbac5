namespace StreamMood.Mood.Windows;

/// <summary>
/// Which offset to begin at to see a given stretch of the partition's event time again: marks a second apart, of which the
/// ones older than the stretch are dropped.
/// </summary>
internal sealed class ReplayMarks
{
    private const long Spacing = TimeSpan.TicksPerSecond;

    private readonly Queue<Mark> _later = new();
    private Mark? _current;
    private long _newest;

    /// <summary>Notes that <paramref name="elapsed"/> ticks had passed with the event at <paramref name="offset"/>.</summary>
    public void Note(long elapsed, long offset)
    {
        if (_current is null)
            _current = new Mark(elapsed, offset);
        else if (elapsed - _newest >= Spacing)
            _later.Enqueue(new Mark(elapsed, offset));
        else
            return;
        _newest = elapsed;
    }

    /// <summary>
    /// The newest marked offset with which no more than <paramref name="elapsed"/> ticks had passed; the first one ever when
    /// the stream is younger than that, null before the first event. Must be asked with times that do not fall.
    /// </summary>
    public long? At(long elapsed)
    {
        while (_later.TryPeek(out var next) && next.Elapsed <= elapsed)
            _current = _later.Dequeue();
        return _current?.Offset;
    }

    private sealed record Mark(long Elapsed, long Offset);
}
