namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// What was handed to the producer and is not acknowledged. Each output names the offset its input begins at; while it is
/// pending, no greater offset may be stored. Thread-safe: outputs are added by the loop and finished by the client's thread.
/// </summary>
internal sealed class PendingOutputs
{
    private readonly Lock _gate = new();
    private readonly Queue<Pending> _pending = new();

    /// <summary>Outputs not acknowledged.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _pending.Count(p => !p.Done);
        }
    }

    /// <summary>The smallest offset that a pending output needs; the greatest number when nothing is pending.</summary>
    public long NeededFrom
    {
        get
        {
            lock (_gate)
            {
                var needed = long.MaxValue;
                foreach (var pending in _pending)
                    if (!pending.Done)
                        needed = Math.Min(needed, pending.NeededFrom);
                return needed;
            }
        }
    }

    /// <summary>Takes note of an output about to be handed over.</summary>
    public Pending Add(long neededFrom)
    {
        var pending = new Pending(neededFrom);
        lock (_gate)
            _pending.Enqueue(pending);
        return pending;
    }

    /// <summary>Takes note that an output was acknowledged.</summary>
    public void Finish(Pending pending)
    {
        lock (_gate)
        {
            pending.Done = true;
            while (_pending.TryPeek(out var first) && first.Done)
                _pending.Dequeue();
        }
    }

    /// <summary>One output.</summary>
    internal sealed class Pending(long neededFrom)
    {
        public long NeededFrom { get; } = neededFrom;

        public bool Done { get; set; }
    }
}
