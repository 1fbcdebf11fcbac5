namespace StreamMood.Pipeline.Telemetry.Health;

/// <summary>
/// The pulse of one loop. A loop that turns by itself beats each time round; a thread that waits for work says when it begins a
/// piece and when it is idle, and waiting is no sign of being stuck. One writer, any readers; costs a clock reading.
/// </summary>
public sealed class Heartbeat
{
    private const long Idle = long.MinValue;

    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private long _last = Idle;

    internal Heartbeat(string name, TimeSpan limit, TimeProvider time)
    {
        Name = name;
        _limit = limit;
        _time = time;
    }

    /// <summary>Which loop.</summary>
    public string Name { get; }

    /// <summary>Since the last sign of life; zero while idle.</summary>
    public TimeSpan Silent => Volatile.Read(ref _last) is var last && last == Idle ? TimeSpan.Zero : _time.GetElapsedTime(last);

    /// <summary>Whether the last sign of life is too long ago.</summary>
    public bool IsStuck => Silent > _limit;

    /// <summary>The loop has come round, or begins a piece of work.</summary>
    public void Beat() => Volatile.Write(ref _last, _time.GetTimestamp());

    /// <summary>The loop waits for work, or has ended.</summary>
    public void Rest() => Volatile.Write(ref _last, Idle);
}
