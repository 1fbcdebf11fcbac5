namespace StreamMood.Pipeline.Inference;

/// <summary>
/// A bounded queue between stages that run on threads of their own: stages compute for milliseconds at a stretch, which would
/// starve the thread pool. A full queue holds the stage before it back. A plain monitor, because both ends block anyway and
/// waiting on a channel's tasks allocates for every frame.
/// </summary>
internal sealed class StageQueue<T>(int capacity)
{
    // A cancelled writer is woken by nobody, so it looks up now and then.
    private static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(50);

    private readonly object _gate = new();
    private readonly Queue<T> _items = new(capacity);
    private bool _completed;

    /// <summary>Items waiting.</summary>
    public int Depth
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    /// <summary>Adds an item, waiting for room. False when cancelled or completed: the item was not taken.</summary>
    public bool Put(T item, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            while (_items.Count >= capacity && !_completed && !cancellationToken.IsCancellationRequested)
                Monitor.Wait(_gate, Recheck);
            if (_completed || _items.Count >= capacity)
                return false;
            _items.Enqueue(item);
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>No more items will come.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes an item, waiting for one. False when completed and empty.</summary>
    public bool Take(out T item) => Take(Timeout.InfiniteTimeSpan, out item);

    /// <summary>Takes an item, waiting for one at most <paramref name="wait"/>. False when none came.</summary>
    public bool Take(TimeSpan wait, out T item)
    {
        lock (_gate)
        {
            while (_items.Count == 0)
                if (_completed || !Monitor.Wait(_gate, wait))
                {
                    if (_items.Count > 0)
                        break;
                    item = default!;
                    return false;
                }

            item = _items.Dequeue();
            if (_items.Count == capacity - 1)
                Monitor.PulseAll(_gate);
            return true;
        }
    }
}
