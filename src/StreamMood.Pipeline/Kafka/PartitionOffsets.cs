namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// The messages of one partition that are being worked on. They finish in any order; the offset to store only moves over the
/// unbroken run of finished ones, so that no unfinished message is ever behind it. Thread-safe.
/// </summary>
internal sealed class PartitionOffsets
{
    private readonly Lock _gate = new();

    // What is not yet behind the offset to store, in order; and which of it is finished.
    private readonly Queue<long> _begun = new();
    private readonly HashSet<long> _finished = [];
    private long _last = -1;
    private long _next = -1;
    private long _taken = -1;

    /// <summary>Messages begun and not finished.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
                return _begun.Count - _finished.Count;
        }
    }

    /// <summary>The offset begun last; −1 before the first.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

    /// <summary>Takes note of a message that was read. Offsets rise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When the offset is not beyond the last one begun.</exception>
    public void Begin(long offset)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offset, _last);
            _last = offset;
            _begun.Enqueue(offset);
        }
    }

    /// <summary>Takes note that a message needs no more work. A message finishes once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When the message was not begun or is finished already.</exception>
    public void Finish(long offset)
    {
        lock (_gate)
        {
            if (_begun.Count == 0 || offset < _begun.Peek() || offset > _last || !_finished.Add(offset))
                throw new ArgumentOutOfRangeException(nameof(offset), offset, "was not begun, or is finished already");
            while (_begun.Count > 0 && _finished.Remove(_begun.Peek()))
                _next = _begun.Dequeue() + 1;
        }
    }

    /// <summary>Takes the offset to store, that of the next message to read after a restart, when it moved since it was last taken.</summary>
    public bool TryTake(out long offset)
    {
        lock (_gate)
        {
            offset = _next;
            if (_next == _taken)
                return false;
            _taken = _next;
            return true;
        }
    }
}
