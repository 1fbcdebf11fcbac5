using System.Diagnostics.Metrics;

namespace StreamMood.Pipeline.Telemetry;

/// <summary>Exact counts by reason. The reasons are fixed when it is made, so labels stay bounded. Thread-safe.</summary>
public sealed class ReasonCounts
{
    private readonly string[] _reasons;
    private readonly long[] _counts;

    /// <summary>Counts, all zero.</summary>
    /// <param name="reasons">Every reason there is.</param>
    public ReasonCounts(params IEnumerable<string> reasons)
    {
        _reasons = [.. reasons];
        _counts = new long[_reasons.Length];
    }

    /// <summary>The sum over all reasons.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            for (var i = 0; i < _counts.Length; i++)
                total += Interlocked.Read(ref _counts[i]);
            return total;
        }
    }

    /// <summary>The count of one reason.</summary>
    /// <exception cref="ArgumentException">When there is no such reason.</exception>
    public long this[string reason] => Interlocked.Read(ref _counts[Index(reason)]);

    /// <summary>Counts.</summary>
    /// <exception cref="ArgumentException">When there is no such reason.</exception>
    public void Add(string reason, long count = 1) => Interlocked.Add(ref _counts[Index(reason)], count);

    /// <summary>Reasons that occurred, with their counts.</summary>
    public IReadOnlyDictionary<string, long> Snapshot()
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < _reasons.Length; i++)
            if (Interlocked.Read(ref _counts[i]) is var count and > 0)
                counts[_reasons[i]] = count;
        return counts;
    }

    /// <summary>The counts as measurements with a reason label, for an observable counter.</summary>
    /// <param name="all">Those that never occurred too, so that an increase from nothing is seen.</param>
    /// <param name="label">Name of the label.</param>
    public IEnumerable<Measurement<long>> Measure(bool all = false, string label = StreamMoodMeter.Reason)
    {
        for (var i = 0; i < _reasons.Length; i++)
            if (Interlocked.Read(ref _counts[i]) is var count && (all || count > 0))
                yield return new Measurement<long>(count, new KeyValuePair<string, object?>(label, _reasons[i]));
    }

    private int Index(string reason)
    {
        // A handful of reasons: walking them beats hashing, and a reason is nearly always the same literal.
        for (var i = 0; i < _reasons.Length; i++)
            if (ReferenceEquals(_reasons[i], reason) || string.Equals(_reasons[i], reason, StringComparison.Ordinal))
                return i;
        throw new ArgumentException($"'{reason}' is not among the reasons {string.Join(", ", _reasons)}", nameof(reason));
    }
}
