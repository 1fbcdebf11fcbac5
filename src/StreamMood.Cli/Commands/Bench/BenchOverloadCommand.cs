using System.CommandLine;
using System.Text.Json;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Lab.Benchmarks;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench overload</c>: what becomes of age and throughput when far more frames come than can be read.</summary>
internal static class BenchOverloadCommand
{
    private const int Pictures = 32;

    // Peak and overload in turns, because a machine's speed drifts by more than the difference between them.
    private const int Rounds = 4;

    // In a round's first part the worker gets more than it can read, which shows its peak under the generator's load.
    private const double PeakLoad = 1.5;

    // The generator costs the worker part of the machine, and how much depends on its rate: capacity is measured beside it until it
    // stays, or so often.
    private const int MostTrials = 5;
    private const double Steady = 0.1;

    // A trial's worker gets far more than it read in the one before, which may have been beside a heavier generator.
    private const double TrialLoad = 2;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(3);

    public static Command Build(CommandContext context)
    {
        var overload = new Command("overload", Verbs.Describe(
            "Offers a multiple of what the worker manages and prints second by second how old frames are when their event is acknowledged, what is "
            + "skipped, and the throughput next to its peak. Peak and overload are measured in turns; what the worker manages is found out beside "
            + "the generator first. The generator runs on the same cores and makes "
            + "the same number of frames in both; while the peak is measured, most go to a topic that nobody reads.",
            "streammood bench overload --factor 4 --json"));
        var (cameras, seconds, workers, json) = (BenchOptions.Cameras(128), BenchOptions.Seconds(24), BenchOptions.Workers(), BenchOptions.Json());
        var factor = BenchOptions.Number("--factor", "N", "Frames offered over the capacity. Default 4.", 4.0, 1.5, 20);
        foreach (var option in (Option[])[factor, cameras, seconds, workers, json])
            overload.Options.Add(option);
        var loader = SettingsLoader.For(
            overload, CommonOptions.Bootstrap(), CommonOptions.ClientFile(), InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(),
            InferenceSettingOptions.Emotion(), InferenceSettingOptions.DetectorSize(), InferenceSettingOptions.MaxAge(), InferenceSettingOptions.Lanes());
        overload.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var run = new BenchSession(context, settings, parse.GetValue(cameras), parse.GetValue(workers), TimeSpan.FromSeconds(parse.GetValue(seconds)));
            var report = await Task.Run(() => MeasureAsync(run, parse.GetValue(factor), cancellationToken), cancellationToken);
            context.Terminal.Out.WriteLine(parse.GetValue(json) ? JsonSerializer.Serialize(report, BenchJson.Default.OverloadReport) : BenchText.Of(report));
            return ExitCode.Ok;
        });
        return overload;
    }

    private static async Task<OverloadReport> MeasureAsync(BenchSession run, double factor, CancellationToken cancellationToken)
    {
        var options = run.Settings.Inference;
        var pictures = BenchmarkPictures.Draw(Pictures);
        using var broker = await BenchBroker.StartAsync(run.Settings.Kafka, run.Time, cancellationToken);
        var capacity = await Capacity.MeasureAsync(broker, run, pictures, options, cancellationToken);
        await using var live = await LiveRun.StartAsync(broker, run, pictures, options, cancellationToken);
        var (seconds, all, byCamera) = (new List<OverloadSecond>(), new LatencyHistogram(), new Dictionary<string, long>());
        var (peaks, overloads, offered) = (new List<WorkerFigures>(), new List<WorkerFigures>(), 0L);
        for (var (trial, before) = (1, 0.0); trial <= MostTrials && Math.Abs(capacity - before) > Steady * capacity; trial++)
        {
            before = capacity;
            run.Say(FormattableString.Invariant($"capacity beside a generator of {factor * before:0} frames/s"));
            capacity = await live.OfferDuringAsync(factor * before, () => BesideAsync(live, run, factor, cancellationToken));
            if (capacity == 0)
                throw new UserErrorException(
                    FormattableString.Invariant($"beside a generator of {factor * before:0} frames/s the worker reads none; give a smaller --factor"));
        }

        live.Offer(factor * capacity);
        for (var round = 1; round <= Rounds; round++)
        {
            run.Say(FormattableString.Invariant($"round {round} of {Rounds}: peak, {broker.Description}"));
            live.Feed.Share = Math.Min(1, PeakLoad / factor);
            // Until the worker is behind for certain, and what the overload left has been skipped.
            await live.ForAsync(options.MaxAge + Second, cancellationToken);
            var skipped = live.Workers.Skipped;
            peaks.Add(await WorkerRun.DuringAsync(live.Workers, elapsed => elapsed >= run.Length / Rounds, run.Time, cancellationToken));
            if (live.Workers.Skipped == skipped)
                run.Say($"round {round} of {Rounds}: the worker kept up meanwhile, so its peak is higher than the figure");
            run.Say(FormattableString.Invariant($"round {round} of {Rounds}: {factor * capacity:0} frames/s"));
            live.Feed.Share = 1;
            var (before, captured) = (live.Workers.InferredByCamera(), live.Feed.Captured);
            live.Workers.TakeLatencies();
            overloads.Add(await OverloadAsync(live, run, seconds, all, cancellationToken));
            offered += live.Feed.Captured - captured;
            foreach (var (camera, frames) in live.Workers.InferredByCamera())
                byCamera[camera] = byCamera.GetValueOrDefault(camera) + frames - before.GetValueOrDefault(camera);
        }

        var ledger = await live.EndAsync(cancellationToken);
        var (peak, overload) = (WorkerFigures.Sum(peaks), WorkerFigures.Sum(overloads));
        return new OverloadReport(
            Math.Round(offered / overload.Seconds / peak.FramesPerSecond, 2), options.MaxAge.TotalMilliseconds, Math.Round(peak.FramesPerSecond, 1),
            Math.Round(offered / overload.Seconds, 1), Math.Round(overload.FramesPerSecond, 1),
            Math.Round(overload.FramesPerSecond / peak.FramesPerSecond, 3))
        {
            Age = LiveRun.Of(all),
            AgeMaxMs = Math.Round(all.Max.TotalMilliseconds, 1),
            Rounds = [.. peaks.Zip(overloads, (p, o) => new[] { Math.Round(p.FramesPerSecond, 1), Math.Round(o.FramesPerSecond, 1) })],
            Seconds = seconds,
            PerCamera = new CameraShare(byCamera.Values.DefaultIfEmpty(0).Min(), byCamera.Values.DefaultIfEmpty(0).Max()),
            Frames = ledger,
            Setting = run.Describe(
                broker, (double)peak.Faces / Math.Max(1, peak.Frames), (int)pictures.Average(p => p.Length), overload.Frames, overload.Seconds),
        };
    }

    // Frames a second beside the generator.
    private static async Task<double> BesideAsync(LiveRun live, BenchSession run, double factor, CancellationToken cancellationToken)
    {
        live.Feed.Share = Math.Min(1, TrialLoad / factor);
        await live.ForAsync(Second, cancellationToken);
        var figures = await WorkerRun.DuringAsync(live.Workers, elapsed => elapsed >= Trial, run.Time, cancellationToken);
        return figures.FramesPerSecond;
    }

    // A round's overload, second by second.
    private static async Task<WorkerFigures> OverloadAsync(
        LiveRun live, BenchSession run, List<OverloadSecond> seconds, LatencyHistogram all, CancellationToken cancellationToken)
    {
        var (length, parts) = (run.Length / Rounds, new List<WorkerFigures>());
        for (var left = length; left > TimeSpan.Zero; left -= Second)
        {
            var (part, skipped) = (left < Second ? left : Second, live.Workers.Skipped);
            parts.Add(await WorkerRun.DuringAsync(live.Workers, elapsed => elapsed >= part, run.Time, cancellationToken));
            var ages = live.Workers.TakeLatencies();
            all.Merge(ages);
            seconds.Add(new OverloadSecond(
                seconds.Count + 1, ages.Count, live.Workers.Skipped - skipped, LiveRun.Of(ages).P50, LiveRun.Of(ages).P99,
                Math.Round(ages.Max.TotalMilliseconds, 1)));
        }

        return WorkerFigures.Sum(parts);
    }
}
