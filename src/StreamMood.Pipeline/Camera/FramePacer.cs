namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Says when to capture: frame k at start + k / rate, without drift. A tick whose successor is already due is passed over and
/// counted as missed, never made up. Not thread safe.
/// </summary>
internal sealed class FramePacer
{
    // In seconds: a tick due this very moment must not be lost to rounding.
    private const double Rounding = 1e-6;

    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly double _rate;
    private readonly double _offset;
    private long _next;

    /// <param name="rate">Frames a second, above 0.</param>
    /// <param name="offset">When the first frame is due, from now; spreads many cameras over the interval.</param>
    /// <param name="time">The clock.</param>
    public FramePacer(double rate, TimeSpan offset, TimeProvider time)
    {
        _time = time;
        _rate = rate;
        _offset = offset.TotalSeconds;
        _origin = time.GetTimestamp();
    }

    /// <summary>Ticks passed over because the capture before them took too long.</summary>
    public long Missed { get; private set; }

    /// <summary>Waits for the next tick; at once when one is due.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var newest = (long)Math.Floor((Elapsed - _offset + Rounding) * _rate);
        if (newest > _next)
        {
            Missed += newest - _next;
            _next = newest;
        }

        var due = _offset + (_next / _rate);
        for (var wait = due - Elapsed; wait > Rounding; wait = due - Elapsed)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((wait - Rounding) * 1000)), _time, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        _next++;
    }

    private double Elapsed => _time.GetElapsedTime(_origin).TotalSeconds;
}
