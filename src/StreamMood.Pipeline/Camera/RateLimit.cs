namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Thins the frames of a source that runs at its own pace down to a rate: at most rate × (seconds + tolerance) + 1 of them pass.
/// The generic cell rate algorithm, with a tolerance of half an interval and at least 100 ms, so that a source of just this
/// rate loses none when its frames come bunched. Not thread safe.
/// </summary>
internal sealed class RateLimit(double rate, TimeProvider time)
{
    private readonly double _interval = 1 / rate;
    private readonly double _tolerance = Math.Max(0.5 / rate, 0.1);
    private readonly long _origin = time.GetTimestamp();
    private double? _due;

    /// <summary>Whether the frame that arrives now may pass.</summary>
    public bool Allows()
    {
        var now = time.GetElapsedTime(_origin).TotalSeconds;
        var due = _due ?? now;
        if (now < due - _tolerance)
            return false;
        _due = Math.Max(due, now - _tolerance) + _interval;
        return true;
    }
}
