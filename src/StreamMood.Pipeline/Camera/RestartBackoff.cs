namespace StreamMood.Pipeline.Camera;

/// <summary>
/// How long to wait before a source that died is started again: doubling from 500 ms to 30 s, each between half and all of
/// that, so that many cameras that lost the same peer do not come back at one moment. Not thread safe.
/// </summary>
internal sealed class RestartBackoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private TimeSpan _next = First;

    /// <summary>The wait before this attempt.</summary>
    public TimeSpan Next()
    {
        var wait = _next * (0.5 + (random.NextDouble() / 2));
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        return wait;
    }

    /// <summary>The source works again; the next death starts from the beginning.</summary>
    public void Reset() => _next = First;
}
