namespace StreamMood.Pipeline.Camera;

/// <summary>Frames a second over the last three whole seconds. Thread-safe.</summary>
internal sealed class FrameRate(TimeProvider time)
{
    private const int Span = 3;

    private readonly Lock _gate = new();
    private readonly long _origin = time.GetTimestamp();

    // The running second and the three before it.
    private readonly int[] _counts = new int[Span + 1];
    private long _second;

    /// <summary>Takes note of a frame.</summary>
    public void Mark()
    {
        lock (_gate)
        {
            Roll();
            _counts[_second % _counts.Length]++;
        }
    }

    /// <summary>The rate; of a younger meter over its whole seconds so far, 0 in its first.</summary>
    public double Value
    {
        get
        {
            lock (_gate)
            {
                Roll();
                var seconds = Math.Min(_second, Span);
                return seconds == 0 ? 0 : (double)(_counts.Sum() - _counts[_second % _counts.Length]) / seconds;
            }
        }
    }

    private void Roll()
    {
        var now = (long)time.GetElapsedTime(_origin).TotalSeconds;
        for (var i = Math.Max(_second + 1, now - Span); i <= now; i++)
            _counts[i % _counts.Length] = 0;
        _second = now;
    }
}
