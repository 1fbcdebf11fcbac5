using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>
/// Event time of a partition, as its cameras together tell it. Two readings: the reference, against which a camera's clock
/// counts as ahead or behind, and the time elapsed, which only grows and which alone decides that a camera is silent. Because
/// silence is measured by differences of elapsed time, a camera whose clock is wrong by hours is served like any other.
/// </summary>
internal sealed class PartitionClock(TimeSpan tolerance)
{
    /// <summary>Net votes after which the partition follows a time out of the reference's reach.</summary>
    internal const int Majority = 25;

    private readonly long _tolerance = tolerance.Ticks;
    private bool _started;
    private long _reference;
    private long _elapsed;
    private long _candidate;
    private int _votes;

    /// <summary>Event time that has passed since the first event, in ticks; never falls.</summary>
    public long Elapsed => _elapsed;

    /// <summary>Where the partition's clock stands, in ticks.</summary>
    public long Reference => _reference;

    /// <summary>Takes an event's time. Answers −1 when it lies behind the clock by more than the tolerance, 1 when ahead, else 0.</summary>
    public int Observe(long ticks)
    {
        if (!_started)
        {
            _started = true;
            _reference = ticks;
            return 0;
        }

        var gap = ticks - _reference;
        if (Math.Abs(gap) > _tolerance)
        {
            Vote(ticks);
            return Math.Sign(gap);
        }

        if (_votes > 0)
            _votes--;
        if (gap > 0)
        {
            _elapsed += gap;
            _reference = ticks;
        }

        return 0;
    }

    public void Write(ref StateWriter into)
    {
        into.Byte(_started ? (byte)1 : (byte)0);
        into.Number(_reference);
        into.Number(_elapsed);
        into.Number(_candidate);
        into.Number(_votes);
    }

    public void Read(ref StateReader from)
    {
        _started = from.Byte() != 0;
        _reference = from.Number();
        _elapsed = from.Number();
        _candidate = from.Number();
        _votes = (int)from.Number();
    }

    // The majority vote of Boyer and Moore (1981): one stray clock among several never wins, but when the whole partition has
    // moved (a pause longer than the tolerance, or a first camera that was the stray one) the reference follows within a few
    // events. No time counts as elapsed then: nobody was silent meanwhile who is not silent from now on.
    private void Vote(long ticks)
    {
        if (_votes == 0 || Math.Abs(ticks - _candidate) <= _tolerance)
        {
            _candidate = ticks;
            if (++_votes < Majority)
                return;
            _reference = _candidate;
            _votes = 0;
        }
        else
        {
            _votes--;
        }
    }
}
