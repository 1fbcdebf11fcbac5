using System.CommandLine;
using System.Text.Json;
using StreamMood.Cli.Configuration;
using StreamMood.Lab.Benchmarks;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench overload</c>: what becomes of age and throughput when far more frames come than can be read.</summary>
internal static class BenchOverloadCommand
{
    private const int Pictures = 32;

    // In the first part the worker gets a little more than it can read, which shows its peak under the generator's load.
    private const double PeakLoad = 1.3;

    private static readonly TimeSpan PeakTime = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static Command Build(CommandContext context)
    {
        var overload = new Command("overload", Verbs.Describe(
            "Offers a multiple of what the worker manages and prints second by second how old frames are when their event is acknowledged, what is "
            + "skipped, and the throughput next to its peak. The generator runs on the same cores and makes the same number of frames in both parts; "
            + "in the first, most go to a topic that nobody reads.",
            "streammood bench overload --factor 4 --json"));
        var (cameras, seconds, workers, json) = (BenchOptions.Cameras(128), BenchOptions.Seconds(15), BenchOptions.Workers(), BenchOptions.Json());
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
        run.Say(FormattableString.Invariant($"peak, {broker.Description}"));
        live.Feed.Share = Math.Min(1, PeakLoad / factor);
        live.Offer(factor * capacity);
        // Until the worker is behind for certain.
        await live.ForAsync(options.MaxAge + Second, cancellationToken);
        var peak = await WorkerRun.DuringAsync(live.Workers, elapsed => elapsed >= PeakTime, run.Time, cancellationToken);
        run.Say(FormattableString.Invariant($"{factor * capacity:0} frames/s"));
        live.Feed.Share = 1;
        var before = live.Workers.InferredByCamera();
        var captured = live.Feed.Captured;
        live.Workers.TakeLatencies();
        var start = run.Time.GetTimestamp();
        var (all, seconds, emitted) = (new LatencyHistogram(), new List<OverloadSecond>(), live.Workers.Inferred);
        for (var skipped = live.Workers.Skipped; run.Time.GetElapsedTime(start) < run.Length; skipped = live.Workers.Skipped)
        {
            await live.ForAsync(Second, cancellationToken);
            var ages = live.Workers.TakeLatencies();
            all.Merge(ages);
            seconds.Add(new OverloadSecond(
                seconds.Count + 1, ages.Count, live.Workers.Skipped - skipped, LiveRun.Of(ages).P50, LiveRun.Of(ages).P99,
                Math.Round(ages.Max.TotalMilliseconds, 1)));
        }

        var wall = run.Time.GetElapsedTime(start).TotalSeconds;
        var frames = live.Workers.Inferred - emitted;
        var offered = (live.Feed.Captured - captured) / wall;
        var byCamera = live.Workers.InferredByCamera().Select(c => c.Value - before.GetValueOrDefault(c.Key)).ToList();
        var ledger = await live.EndAsync(cancellationToken);
        return new OverloadReport(
            Math.Round(offered / peak.FramesPerSecond, 2), options.MaxAge.TotalMilliseconds, Math.Round(peak.FramesPerSecond, 1),
            Math.Round(offered, 1), Math.Round(frames / wall, 1), Math.Round(frames / wall / peak.FramesPerSecond, 3))
        {
            Age = LiveRun.Of(all),
            AgeMaxMs = Math.Round(all.Max.TotalMilliseconds, 1),
            Seconds = seconds,
            PerCamera = new CameraShare(byCamera.DefaultIfEmpty(0).Min(), byCamera.DefaultIfEmpty(0).Max()),
            Frames = ledger,
            Setting = run.Describe(broker, (double)peak.Faces / Math.Max(1, peak.Frames), (int)pictures.Average(p => p.Length), frames, wall),
        };
    }
}
