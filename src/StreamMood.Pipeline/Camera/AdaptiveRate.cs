namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Share of a camera's frames that pass. Halved, down to a floor, whenever the worker says that it is behind, and once it has been silent
/// for a moment raised by two hundredths a second: additive increase and multiplicative decrease, which lets senders that share what
/// they do not know the size of come to equal shares (Chiu and Jain 1989). Thread-safe.
/// </summary>
internal sealed class AdaptiveRate
{
    // A share of a second's frames.
    private const double Rise = 0.02;

    // The sum of a hundred hundredths falls short of 1.
    private const double Rounding = 1e-9;

    // What was published before still has to pass the worker; what it says until then is about the old rate.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly double _floor;
    private readonly TimeProvider _time;
    private double _share = 1;
    private double _credit;
    private long? _lowered;
    private long _heard;

    /// <param name="floor">The smallest share, above 0; 1 or more lowers nothing.</param>
    /// <param name="time">The clock.</param>
    public AdaptiveRate(double floor, TimeProvider time) => (_floor, _time) = (Math.Min(floor, 1), time);

    /// <summary>The share now, from the floor to 1.</summary>
    public double Share
    {
        get
        {
            lock (_gate)
                return Now();
        }
    }

    /// <summary>The worker is behind with this camera.</summary>
    public void Behind()
    {
        lock (_gate)
        {
            _share = Now();
            _heard = _time.GetTimestamp();
            if (_lowered is { } lowered && _time.GetElapsedTime(lowered) < Settling)
                return;
            _share = Math.Max(_floor, _share / 2);
            _lowered = _heard;
        }
    }

    /// <summary>Whether the next frame passes; those that do are spread evenly.</summary>
    public bool Passes()
    {
        lock (_gate)
        {
            _credit += Now();
            if (_credit < 1 - Rounding)
                return false;
            _credit = Math.Max(0, _credit - 1);
            return true;
        }
    }

    private double Now()
    {
        var quiet = _share < 1 ? _time.GetElapsedTime(_heard) - Settling : TimeSpan.Zero;
        return quiet > TimeSpan.Zero ? Math.Min(1, _share + (Rise * quiet.TotalSeconds)) : _share;
    }
}
