namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Thins the frames of a source that runs at its own pace down to a rate: at most rate × seconds + 1.5 of them pass. The
/// generic cell rate algorithm with half an interval of tolerance, so that a source of just this rate loses none to jitter.
/// Not thread safe.
/// </summary>
internal sealed class RateLimit(double rate, TimeProvider time)
{
    private readonly double _interval = 1 / rate;
    private readonly long _origin = time.GetTimestamp();
    private double? _due;

    /// <summary>Whether the frame that arrives now may pass.</summary>
    public bool Allows()
    {
        var now = time.GetElapsedTime(_origin).TotalSeconds;
        var due = _due ?? now;
        if (now < due - (_interval / 2))
            return false;
        _due = Math.Max(due, now - (_interval / 2)) + _interval;
        return true;
    }
}
