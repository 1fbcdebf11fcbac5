using StreamMood.Lab.Benchmarks;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>One round: what the stages cost alone, what the worker made of the frames, and the peer.</summary>
internal sealed record WorkerRound(StageCosts Costs, WorkerFigures Figures, PeerStretch? Peer);

/// <summary>
/// Stages alone, worker and peer in turns. A machine's speed drifts by a third within minutes (clocks, heat, other guests of its host):
/// a ratio of figures taken minutes apart would tell of that.
/// </summary>
internal static class WorkerRounds
{
    private const int Most = 12;

    /// <summary>Frames a second and core, roughly.</summary>
    public const double RoughRate = 250;

    // The first seconds are the compiler's; a worker that runs for months is long past them.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStage = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LongestPeer = TimeSpan.FromSeconds(12);

    /// <summary>Measures for <see cref="BenchSession.Length"/> in all, in rounds of some seconds.</summary>
    /// <param name="run">What to measure.</param>
    /// <param name="broker">Where.</param>
    /// <param name="feed">Fills the topic.</param>
    /// <param name="pictures">The frames' pictures.</param>
    /// <param name="peer">The peer's script, or null.</param>
    /// <param name="sample">Takes the types of the last round's allocations, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<WorkerRound>> MeasureAsync(
        BenchSession run, BenchBroker broker, FrameFeed feed, IReadOnlyList<byte[]> pictures, string? peer, AllocationSample? sample,
        CancellationToken cancellationToken)
    {
        var options = run.Settings.Inference;
        var count = Math.Clamp((int)(run.Length / Shortest), 1, Most);
        var length = run.Length / count;
        var bytes = (int)pictures.Average(p => p.Length);
        var rounds = new List<WorkerRound>();
        if (count > 1)
        {
            run.Say("warm-up");
            var few = run.FramesFor(broker, RoughRate * run.Cores, bytes, WarmUp);
            await WorkerRun.MeasureAsync(broker, feed, options, run.Workers, few, WarmUp, run.Time, cancellationToken);
        }

        for (var i = 0; i < count; i++)
        {
            run.Say($"round {i + 1} of {count}");
            // Stages first in one round, last in the next: a machine that slows down favours neither.
            var costs = i % 2 == 0 ? Stages() : null;
            var frames = run.FramesFor(broker, run.Cores / (costs ?? rounds[^1].Costs).Sum, bytes, length);
            var peerGroup = peer is null ? null : broker.Group();
            var figures = await WorkerRun.MeasureAsync(broker, feed, options, run.Workers, frames, length, run.Time, cancellationToken, sample);
            var beside = peer is null ? null : PeerRun.Measure(peer, run, peerGroup!, length < LongestPeer / count ? length : LongestPeer / count, cancellationToken);
            rounds.Add(new WorkerRound(costs ?? Stages(), figures, beside));
        }

        return rounds;

        StageCosts Stages() => StageCosts.Measure(
            pictures, options.Detector, options.Emotion, options.Vision, length / 5 < LongestStage ? length / 5 : LongestStage, cancellationToken);
    }

    /// <summary>The rounds as one, each counting by its length.</summary>
    /// <param name="rounds">At least one.</param>
    /// <param name="run">What was measured.</param>
    /// <param name="broker">Where.</param>
    /// <param name="consume">Core-seconds of reading a frame alone.</param>
    /// <param name="bytes">Bytes of a frame.</param>
    public static WorkerReport Report(IReadOnlyList<WorkerRound> rounds, BenchSession run, BenchBroker broker, double consume, int bytes)
    {
        var all = WorkerFigures.Sum([.. rounds.Select(r => r.Figures)]);
        var combined = Mean(r => Combined(r));
        return new WorkerReport(
            new WorkerCeilings(
                Math.Round(Mean(r => run.Cores / r.Costs.Decode), 1), Math.Round(Mean(r => run.Cores / r.Costs.Detect), 1),
                Math.Round(Mean(r => run.Cores / r.Costs.Emotion), 1), Math.Round(run.Cores / consume, 1), Math.Round(combined, 1)),
            Math.Round(all.FramesPerSecond, 1), Math.Round(all.FacesPerSecond, 1), Math.Round(all.FramesPerSecond / combined, 3),
            Math.Round(all.Cpu.TotalMilliseconds / all.Frames, 3), Math.Round((double)all.Allocated / all.Frames), Math.Round(all.PeakRss / 1048576.0, 1),
            new BatchFigures(Math.Round(all.BatchMean, 2), all.BatchP95))
        {
            CpuRatio = Math.Round(rounds.Sum(r => r.Figures.Frames * (r.Costs.Sum + consume)) / all.Cpu.TotalSeconds, 3),
            Setting = run.Describe(broker, rounds[0].Costs.FacesPerFrame, bytes, all.Frames, all.Seconds),
            Rounds = [.. rounds.Select(Figures)],
            Peer = Peer(),
        };

        double Combined(WorkerRound r) => run.Cores / (r.Costs.Sum + consume);

        double Mean(Func<WorkerRound, double> of) => rounds.Sum(r => of(r) * r.Figures.Seconds) / all.Seconds;

        RoundFigures Figures(WorkerRound r) => new(
            Math.Round(Combined(r), 1), Math.Round(r.Figures.FramesPerSecond, 1), Math.Round(r.Figures.FramesPerSecond / Combined(r), 3),
            Math.Round(r.Figures.Frames * (r.Costs.Sum + consume) / r.Figures.Cpu.TotalSeconds, 3),
            r.Peer is { } p ? Math.Round(p.FramesPerSecond, 1) : null);

        PeerFigures? Peer()
        {
            if (rounds[0].Peer is not { } first)
                return null;
            var seconds = rounds.Sum(r => r.Peer!.Seconds);
            var fps = rounds.Sum(r => r.Peer!.FramesPerSecond * r.Peer.Seconds) / seconds;
            return new PeerFigures(
                Math.Round(fps, 1), Math.Round(first.FacesPerFrame, 2), Math.Round(seconds, 1), first.Processes, Math.Round(all.FramesPerSecond / fps, 2));
        }
    }
}
