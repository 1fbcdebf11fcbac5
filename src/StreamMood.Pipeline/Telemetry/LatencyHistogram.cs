using System.Numerics;

namespace StreamMood.Pipeline.Telemetry;

/// <summary>
/// Durations in log-linear buckets, as HdrHistogram has them: each power of two of microseconds is split in 64, so a percentile is
/// at most 1.6 % off, in 11 KB however many durations there are. 0 to about 73 minutes; longer ones count as the longest.
/// Thread-safe; recording takes no lock.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;
    private const int MaxBits = 32;
    private const int Buckets = (MaxBits - SubBits + 1) * SubBuckets;
    private const long MaxMicroseconds = (1L << MaxBits) - 1;

    private readonly long[] _counts = new long[Buckets];
    private long _sum;
    private long _max;

    /// <summary>How many durations were recorded.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (var i = 0; i < Buckets; i++)
                count += Interlocked.Read(ref _counts[i]);
            return count;
        }
    }

    /// <summary>The longest duration; zero when there is none.</summary>
    public TimeSpan Max => TimeSpan.FromMicroseconds(Interlocked.Read(ref _max));

    /// <summary>The mean duration; zero when there is none.</summary>
    public TimeSpan Mean => Count is var count and > 0 ? TimeSpan.FromMicroseconds((double)Interlocked.Read(ref _sum) / count) : TimeSpan.Zero;

    /// <summary>Records a duration; a negative one (clocks disagree) counts as zero.</summary>
    public void Record(TimeSpan duration)
    {
        var microseconds = Math.Clamp(duration.Ticks / TimeSpan.TicksPerMicrosecond, 0, MaxMicroseconds);
        Interlocked.Increment(ref _counts[Bucket(microseconds)]);
        Interlocked.Add(ref _sum, microseconds);
        long max;
        while (microseconds > (max = Interlocked.Read(ref _max)) && Interlocked.CompareExchange(ref _max, microseconds, max) != max)
        {
        }
    }

    /// <summary>The duration that <paramref name="percent"/> per cent of all do not exceed, nearest rank.</summary>
    /// <param name="percent">0 to 100.</param>
    /// <returns>Zero when nothing was recorded.</returns>
    public TimeSpan Percentile(double percent)
    {
        if (!(percent is >= 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "must lie between 0 and 100");
        Span<long> counts = stackalloc long[Buckets];
        long total = 0;
        for (var i = 0; i < Buckets; i++)
            total += counts[i] = Interlocked.Read(ref _counts[i]);
        if (total == 0)
            return TimeSpan.Zero;
        var rank = Math.Max(1, (long)Math.Ceiling(percent / 100 * total));
        var bucket = 0;
        for (var seen = counts[0]; seen < rank; seen += counts[bucket])
            bucket++;
        return TimeSpan.FromMicroseconds(Math.Min(Middle(bucket), Interlocked.Read(ref _max)));
    }

    /// <summary>Forgets everything; what is recorded meanwhile may be lost or kept.</summary>
    public void Clear()
    {
        for (var i = 0; i < Buckets; i++)
            Interlocked.Exchange(ref _counts[i], 0);
        Interlocked.Exchange(ref _sum, 0);
        Interlocked.Exchange(ref _max, 0);
    }

    /// <summary>Adds everything <paramref name="other"/> recorded.</summary>
    public void Merge(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < Buckets; i++)
            Interlocked.Add(ref _counts[i], Interlocked.Read(ref other._counts[i]));
        Interlocked.Add(ref _sum, Interlocked.Read(ref other._sum));
        var longest = Interlocked.Read(ref other._max);
        long max;
        while (longest > (max = Interlocked.Read(ref _max)) && Interlocked.CompareExchange(ref _max, longest, max) != max)
        {
        }
    }

    // Below 64 µs a bucket is a microsecond; above, the top six bits behind the leading one choose among the 64 of its power.
    private static int Bucket(long microseconds)
    {
        if (microseconds < SubBuckets)
            return (int)microseconds;
        var power = BitOperations.Log2((ulong)microseconds) - SubBits;
        return ((power + 1) << SubBits) + (int)((microseconds >> power) - SubBuckets);
    }

    private static double Middle(int bucket)
    {
        if (bucket < SubBuckets)
            return bucket;
        var power = (bucket >> SubBits) - 1;
        var low = (long)((bucket & (SubBuckets - 1)) + SubBuckets) << power;
        return low + ((1L << power) - 1) / 2.0;
    }
}
