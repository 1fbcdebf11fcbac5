namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Spare objects, the one given back last first, so that few stay in use and those are in the caches. Keeps at most so many, and lets go
/// of what a burst left behind: of those that lay unused through a whole period, half. Thread-safe.
/// </summary>
internal sealed class SparePool<T>
    where T : class
{
    // A count, not a time: without traffic nothing is used, and nothing need be let go in a hurry.
    private const int Period = 1024;

    private readonly Lock _gate = new();
    private readonly int _most;
    private T?[] _spare = new T?[16];
    private int _count;
    private int _least;
    private int _taken;

    /// <param name="most">The most that are kept.</param>
    public SparePool(int most) => _most = most;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>One that was given back; null when there is none.</summary>
    public T? Take()
    {
        lock (_gate)
        {
            T? item = null;
            if (_count > 0)
            {
                item = _spare[--_count];
                _spare[_count] = null;
            }

            _least = Math.Min(_least, _count);
            if (++_taken == Period)
                Trim();
            return item;
        }
    }

    /// <summary>Gives one back; what is too many is left to the collector.</summary>
    public void Give(T item)
    {
        lock (_gate)
        {
            if (_count == _most)
                return;
            if (_count == _spare.Length)
                Array.Resize(ref _spare, Math.Min(_most, 2 * _count));
            _spare[_count++] = item;
        }
    }

    // Those at the bottom are the ones nobody took.
    private void Trim()
    {
        var idle = (_least + 1) / 2;
        _count -= idle;
        Array.Copy(_spare, idle, _spare, 0, _count);
        Array.Clear(_spare, _count, idle);
        (_taken, _least) = (0, _count);
    }
}
