using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>The worker without and with somebody who collects its metrics every five seconds, in turns, so that what else the machine does meets both.</summary>
internal static class TelemetryRounds
{
    // As infra/prometheus.yml asks; the first early, so that a short round has one.
    private static readonly TimeSpan FirstScrape = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(5);

    public static async Task<TelemetryCost> MeasureAsync(BenchSession run, BenchBroker broker, FrameFeed feed, int rounds, long frames, CancellationToken cancellationToken)
    {
        List<WorkerFigures> off = [], on = [];
        for (var i = 0; i < rounds; i++)
        {
            run.Say($"telemetry, round {i + 1} of {rounds}");
            // Off first in one round, on first in the next: a machine that warms up favours neither.
            foreach (var watched in i % 2 == 0 ? (bool[])[false, true] : [true, false])
                (watched ? on : off).Add(watched ? await WatchedAsync() : await RunAsync());
        }

        return new TelemetryCost(
            Cpu(off), Cpu(on), Math.Round(Cpu(on) / Cpu(off), 4), Bytes(off), Bytes(on), [.. off.Zip(on, (a, b) => new[] { Cpu([a]), Cpu([b]) })]);

        Task<WorkerFigures> RunAsync() =>
            WorkerRun.MeasureAsync(broker, feed, run.Settings.Inference, run.Workers, frames, run.Length / 2, run.Time, cancellationToken);

        async Task<WorkerFigures> WatchedAsync()
        {
            using var telemetry = new StreamMoodTelemetry(run.Settings.Telemetry, new ProcessMetrics([]));
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var scraping = ScrapeAsync(telemetry, stop.Token);
            var figures = await RunAsync();
            await stop.CancelAsync();
            await scraping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return figures;
        }

        async Task ScrapeAsync(StreamMoodTelemetry telemetry, CancellationToken stop)
        {
            for (var wait = FirstScrape; ; wait = ScrapeInterval)
            {
                await Task.Delay(wait, run.Time, stop);
                await telemetry.WriteAsync(openMetrics: true, Stream.Null, stop);
            }
        }
    }

    private static double Cpu(List<WorkerFigures> rounds) => Median(rounds, f => f.Cpu.TotalMilliseconds / f.Frames, 4);

    private static double Bytes(List<WorkerFigures> rounds) => Median(rounds, f => (double)f.Allocated / f.Frames, 0);

    private static double Median(List<WorkerFigures> rounds, Func<WorkerFigures, double> of, int digits) =>
        Math.Round(rounds.Select(of).Order().ElementAt(rounds.Count / 2), digits);
}
