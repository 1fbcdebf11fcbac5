using System.CommandLine;
using System.Text.Json;
using StreamMood.Cli.Configuration;
using StreamMood.Lab.Benchmarks;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench worker</c>: the real worker next to what its stages alone would allow.</summary>
internal static class BenchWorkerCommand
{
    private const int Pictures = 32;
    private const int AllocatedTypes = 25;

    private static readonly TimeSpan ConsumeTime = TimeSpan.FromSeconds(5);

    public static Command Build(CommandContext context)
    {
        var worker = new Command("worker", Verbs.Describe(
            "Fills the frames topic, then measures in one run, in turns, what decoding, the detector's session, the classifier's session and reading "
            + "the topic cost alone, and what the worker makes of it. Without --bootstrap the broker is embedded in this process and counts as its "
            + "work. On a named Kafka it writes to StreamMood's topics: use one that nobody else does.",
            "streammood bench worker --bootstrap localhost:9092 --seconds 20 --json"));
        var (cameras, seconds, workers, json) = (BenchOptions.Cameras(128), BenchOptions.Seconds(15), BenchOptions.Workers(), BenchOptions.Json());
        var peer = new Option<string?>("--peer") { HelpName = "FILE", Description = "Also measure the Python worker in FILE (tests/StreamMood.Benchmarks/peers/worker.py) over the same frames; needs --bootstrap." };
        var allocations = new Option<bool>("--allocations") { Description = "Also tell of which types the allocated bytes are; watching costs a little." };
        var telemetry = BenchOptions.Number("--telemetry", "ROUNDS", "Also measure so many rounds without and with telemetry, in turns, half of --seconds each at most. Default 0.", 0, 0, 50);
        foreach (var option in (Option[])[cameras, seconds, workers, peer, allocations, telemetry, json])
            worker.Options.Add(option);
        var loader = SettingsLoader.For(
            worker, CommonOptions.Bootstrap(), CommonOptions.ClientFile(), InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(),
            InferenceSettingOptions.Emotion(), InferenceSettingOptions.DetectorSize(), InferenceSettingOptions.Lanes());
        worker.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var run = new BenchSession(context, settings, parse.GetValue(cameras), parse.GetValue(workers), TimeSpan.FromSeconds(parse.GetValue(seconds)));
            var report = await Task.Run(() => MeasureAsync(run, parse.GetValue(peer), parse.GetValue(allocations), parse.GetValue(telemetry), cancellationToken), cancellationToken);
            context.Terminal.Out.WriteLine(parse.GetValue(json) ? JsonSerializer.Serialize(report, BenchJson.Default.WorkerReport) : BenchText.Of(report));
            return ExitCode.Ok;
        });
        return worker;
    }

    private static async Task<WorkerReport> MeasureAsync(BenchSession run, string? peer, bool allocations, int telemetry, CancellationToken cancellationToken)
    {
        var pictures = BenchmarkPictures.Draw(Pictures);
        var bytes = (int)pictures.Average(p => p.Length);
        using var broker = await BenchBroker.StartAsync(run.Settings.Kafka, run.Time, cancellationToken);
        using var feed = new FrameFeed(broker, pictures, run.Cameras, run.Time);
        run.Say($"frames of {bytes} bytes, {broker.Description}; reading the topic alone");
        var group = broker.Group();
        var frames = Math.Max(500, run.FramesFor(broker, WorkerRounds.RoughRate * run.Cores, bytes, run.Length));
        await feed.FillAsync(frames, cancellationToken);
        var consume = ConsumeCost.Measure(group, frames, run.Length < ConsumeTime ? run.Length : ConsumeTime, run.Time, cancellationToken).CoreSeconds;
        using var sample = allocations ? new AllocationSample() : null;
        var rounds = await WorkerRounds.MeasureAsync(run, broker, feed, pictures, peer, sample, cancellationToken);
        return WorkerRounds.Report(rounds, run, broker, consume, bytes) with
        {
            AllocatedTypes = sample?.Shares(AllocatedTypes),
            Telemetry = telemetry == 0 ? null : await TelemetryRounds.MeasureAsync(run, broker, feed, telemetry, frames, cancellationToken),
        };
    }
}
