using StreamMood.Pipeline.Inference;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>What workers did in a stretch of time.</summary>
internal sealed record WorkerFigures
{
    public required long Frames { get; init; }

    public required double Seconds { get; init; }

    public required long Faces { get; init; }

    public required TimeSpan Cpu { get; init; }

    public required long Allocated { get; init; }

    public required long PeakRss { get; init; }

    /// <summary>How many runs of the classifier had n faces, at n.</summary>
    public required IReadOnlyList<long> Batches { get; init; }

    public double BatchMean => Batches.Sum() is var runs and > 0 ? Batches.Select((n, i) => (double)n * i).Sum() / runs : 0;

    public int BatchP95 => Percentile(Batches, 0.95);

    public double FramesPerSecond => Frames / Seconds;

    public double FacesPerSecond => Faces / Seconds;

    /// <summary>Several stretches as one.</summary>
    public static WorkerFigures Sum(IReadOnlyCollection<WorkerFigures> parts) => new()
    {
        Frames = parts.Sum(p => p.Frames),
        Seconds = parts.Sum(p => p.Seconds),
        Faces = parts.Sum(p => p.Faces),
        Cpu = TimeSpan.FromTicks(parts.Sum(p => p.Cpu.Ticks)),
        Allocated = parts.Sum(p => p.Allocated),
        PeakRss = parts.Max(p => p.PeakRss),
        Batches = [.. Enumerable.Range(0, parts.Max(p => p.Batches.Count)).Select(i => parts.Sum(p => p.Batches.ElementAtOrDefault(i)))],
    };

    private static int Percentile(IReadOnlyList<long> counts, double share)
    {
        var (rank, seen) = (share * counts.Sum(), 0L);
        for (var i = 0; i < counts.Count; i++)
            if ((seen += counts[i]) >= rank && seen > 0)
                return i;
        return 0;
    }
}

/// <summary>Runs workers over frames that lie in the topic already, as fast as they go.</summary>
internal static class WorkerRun
{
    // Code is compiled and buffers grow before the count begins.
    private const double WarmUpShare = 0.15;
    private const double EndShare = 0.98;

    // The runtime reads a file of the kernel into a string for it.
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(500);

    /// <summary>Fills the topic, starts the workers and measures between the first and the last of the frames.</summary>
    public static async Task<WorkerFigures> MeasureAsync(
        BenchBroker broker, FrameFeed feed, InferenceOptions options, int count, long frames, TimeSpan limit, TimeProvider time,
        CancellationToken cancellationToken, AllocationSample? sample = null)
    {
        var group = broker.Group();
        await feed.FillAsync(frames, cancellationToken);
        GC.Collect();
        // No limit of age: what lies in the topic is old by then.
        await using var workers = await BenchWorkers.StartAsync(options, TimeSpan.Zero, group, count, time, cancellationToken);
        await workers.UntilAsync(() => workers.Inferred >= frames * WarmUpShare, time, cancellationToken);
        sample?.Clear();
        var figures = await DuringAsync(
            workers, elapsed => elapsed >= limit || workers.Inferred >= frames * EndShare, time, cancellationToken);
        await workers.StopAsync();
        return figures;
    }

    /// <summary>Measures until told to end.</summary>
    public static async Task<WorkerFigures> DuringAsync(
        BenchWorkers workers, Func<TimeSpan, bool> end, TimeProvider time, CancellationToken cancellationToken)
    {
        var (inferred, faces, sizes) = (workers.Inferred, workers.Faces, workers.BatchSizes());
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var start = time.GetTimestamp();
        var (peak, sampled) = (Environment.WorkingSet, start);
        await workers.UntilAsync(
            () =>
            {
                if (time.GetElapsedTime(sampled) >= Sample)
                    (peak, sampled) = (Math.Max(peak, Environment.WorkingSet), time.GetTimestamp());
                return end(time.GetElapsedTime(start));
            },
            time, cancellationToken);
        return new WorkerFigures
        {
            Frames = workers.Inferred - inferred,
            Seconds = time.GetElapsedTime(start).TotalSeconds,
            Faces = workers.Faces - faces,
            Cpu = Environment.CpuUsage.TotalTime - cpu,
            Allocated = GC.GetTotalAllocatedBytes() - allocated,
            PeakRss = peak,
            Batches = [.. workers.BatchSizes().Select((n, i) => n - sizes[i])],
        };
    }
}
