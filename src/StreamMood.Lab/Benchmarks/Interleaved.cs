using System.Diagnostics;

namespace StreamMood.Lab.Benchmarks;

/// <summary>Measures several pieces of work in turns (A B C A B C …), so that a machine that speeds up or slows down treats all alike.</summary>
internal sealed class Interleaved
{
    // The runtime compiles hot code a second time only after some quiet; a shorter warm-up would measure the first draft.
    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromSeconds(2);

    private readonly List<(Action Work, List<long> Ticks)> _pieces = [];

    /// <summary>How often each piece was measured.</summary>
    public int Rounds { get; private set; }

    /// <summary>Adds a piece.</summary>
    /// <returns>Its place for <see cref="Ms"/>.</returns>
    public int Add(Action work)
    {
        _pieces.Add((work, []));
        return _pieces.Count - 1;
    }

    /// <summary>Warms up for a fifth of the time, or two seconds where the time allows, then measures for the time, at least three rounds.</summary>
    public void Run(TimeSpan time, CancellationToken cancellationToken)
    {
        var shortest = time < LeastWarmUp ? time : LeastWarmUp;
        Repeat(time / 5 > shortest ? time / 5 : shortest, _ => { }, cancellationToken);
        foreach (var (_, ticks) in _pieces)
            ticks.Clear();
        Repeat(time, rounds => Rounds = rounds, cancellationToken);
    }

    /// <summary>A quantile of a piece's time in milliseconds; 0.5 is the median.</summary>
    public double Ms(int piece, double quantile = 0.5)
    {
        var ticks = _pieces[piece].Ticks;
        ticks.Sort();
        return ticks[(int)(quantile * (ticks.Count - 1))] * 1000.0 / Stopwatch.Frequency;
    }

    private void Repeat(TimeSpan time, Action<int> counted, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        for (var rounds = 1; rounds <= 3 || Stopwatch.GetElapsedTime(start) < time; rounds++)
        {
            foreach (var (work, ticks) in _pieces)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Once untimed: otherwise the piece that follows its like would find the caches warm and look faster.
                work();
                var from = Stopwatch.GetTimestamp();
                work();
                ticks.Add(Stopwatch.GetTimestamp() - from);
            }

            counted(rounds);
        }
    }
}
