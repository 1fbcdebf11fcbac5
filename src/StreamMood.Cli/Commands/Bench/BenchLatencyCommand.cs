using System.CommandLine;
using System.Text.Json;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Lab.Benchmarks;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench latency</c>: capture to acknowledged emotion at a fixed rate.</summary>
internal static class BenchLatencyCommand
{
    private const int Pictures = 32;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CapacityTime = TimeSpan.FromSeconds(5);

    public static Command Build(CommandContext context)
    {
        var latency = new Command("latency", Verbs.Describe(
            "Offers frames at a fixed rate, whether or not the worker keeps up, and prints the time from each frame's scheduled capture to its "
            + "acknowledged emotion event. The rate is a share of what the worker manages in the same run while more is offered than it can do, or --fps of each camera. "
            + "Without --bootstrap the broker is embedded in this process; the generator always is, and takes its part of the cores.",
            "streammood bench latency --load 0.7 --json", "streammood bench latency --cameras 200 --fps 1 --bootstrap localhost:9092"));
        var (cameras, seconds, workers, json) = (BenchOptions.Cameras(128), BenchOptions.Seconds(20), BenchOptions.Workers(), BenchOptions.Json());
        var load = BenchOptions.Number("--load", "SHARE", "Share of the capacity that is offered. Default 0.7.", 0.7, 0.01, 2);
        var fps = BenchOptions.Number("--fps", "F", "Frames a second of each camera, instead of --load.", 0.0, 0, 1000);
        foreach (var option in (Option[])[load, cameras, fps, seconds, workers, json])
            latency.Options.Add(option);
        latency.Validators.Add(r =>
        {
            if (r.GetResult(load) is { Implicit: false } && r.GetResult(fps) is { Implicit: false })
                r.AddError("--load and --fps both name the rate; give one");
        });
        var loader = SettingsLoader.For(
            latency, CommonOptions.Bootstrap(), CommonOptions.ClientFile(), InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(),
            InferenceSettingOptions.Emotion(), InferenceSettingOptions.DetectorSize(), InferenceSettingOptions.MaxAge(), InferenceSettingOptions.Lanes());
        latency.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var run = new BenchSession(context, settings, parse.GetValue(cameras), parse.GetValue(workers), TimeSpan.FromSeconds(parse.GetValue(seconds)));
            var report = await Task.Run(() => MeasureAsync(run, parse.GetValue(load), parse.GetValue(fps), cancellationToken), cancellationToken);
            context.Terminal.Out.WriteLine(parse.GetValue(json) ? JsonSerializer.Serialize(report, BenchJson.Default.LatencyReport) : BenchText.Of(report));
            return ExitCode.Ok;
        });
        return latency;
    }

    // What a worker manages from a full topic it does not manage while frames are made and sent on the same cores.
    private static Task<double> BesideTheGeneratorAsync(
        LiveRun live, BenchSession run, double offered, TimeSpan maxAge, CancellationToken cancellationToken) => live.OfferDuringAsync(offered, async () =>
    {
        run.Say(FormattableString.Invariant($"capacity beside the generator, {offered:0} frames/s offered"));
        await live.ForAsync(maxAge, cancellationToken); // until the worker is behind for certain
        return (await WorkerRun.DuringAsync(live.Workers, elapsed => elapsed >= CapacityTime, run.Time, cancellationToken)).FramesPerSecond;
    });

    /// <exception cref="UserErrorException">When a model or the broker cannot be used.</exception>
    private static async Task<LatencyReport> MeasureAsync(BenchSession run, double load, double fps, CancellationToken cancellationToken)
    {
        var options = run.Settings.Inference;
        var pictures = BenchmarkPictures.Draw(Pictures);
        using var broker = await BenchBroker.StartAsync(run.Settings.Kafka, run.Time, cancellationToken);
        double? alone = fps > 0 ? null : await Capacity.MeasureAsync(broker, run, pictures, options, cancellationToken);
        await using var live = await LiveRun.StartAsync(broker, run, pictures, options, cancellationToken);
        double? capacity = alone is { } most ? await BesideTheGeneratorAsync(live, run, most, options.MaxAge, cancellationToken) : null;
        var rate = capacity is { } manageable ? manageable * load : fps * run.Cameras;
        run.Say(FormattableString.Invariant($"{rate:0.0} frames/s, {broker.Description}"));
        live.Offer(rate);
        await live.ForAsync(WarmUp, cancellationToken);
        live.Workers.TakeLatencies();
        live.Feed.Behind = TimeSpan.Zero;
        var (captured, skipped) = (live.Feed.Captured, live.Workers.Skipped);
        var figures = await WorkerRun.DuringAsync(live.Workers, elapsed => elapsed >= run.Length, run.Time, cancellationToken);
        var (latencies, behind) = (live.Workers.TakeLatencies(), live.Feed.Behind);
        var offered = (live.Feed.Captured - captured) / figures.Seconds;
        var held = live.Workers.Skipped == skipped && live.Feed.Dropped == 0 && figures.FramesPerSecond >= 0.98 * offered;
        var ledger = await live.EndAsync(cancellationToken);
        return new LatencyReport(capacity is null ? null : load, Math.Round(offered, 1), LiveRun.Of(latencies))
        {
            CapacityFps = capacity is { } c ? Math.Round(c, 1) : null,
            InferredFps = Math.Round(figures.FramesPerSecond, 1),
            Held = held,
            GeneratorBehindMs = Math.Round(behind.TotalMilliseconds, 1),
            Frames = ledger,
            Setting = run.Describe(
                broker, (double)figures.Faces / Math.Max(1, figures.Frames), (int)pictures.Average(p => p.Length), figures.Frames, figures.Seconds),
        };
    }
}
