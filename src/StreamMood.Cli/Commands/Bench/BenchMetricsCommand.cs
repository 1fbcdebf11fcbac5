using System.CommandLine;
using System.Diagnostics.Metrics;
using System.Text.Json;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench metrics</c>: what a scrape costs.</summary>
internal static class BenchMetricsCommand
{
    private const int WarmUp = 5;
    private const int SeriesOfACamera = 20;

    public static Command Build(CommandContext context)
    {
        var command = new Command("metrics", Verbs.Describe(
            "Scrapes a process with so many series, again and again: time, bytes and allocation of one scrape.", "streammood bench metrics --series 10000"));
        var series = BenchOptions.Number("--series", "N", "Series. Default 10,000.", 10_000, 20, 1_000_000);
        var scrapes = BenchOptions.Number("--scrapes", "N", "Scrapes that are measured. Default 30.", 30, 1, 10_000);
        var json = BenchOptions.Json();
        foreach (var option in (Option[])[series, scrapes, json])
            command.Options.Add(option);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var report = await MeasureAsync(parse.GetValue(series), parse.GetValue(scrapes), context.Time, cancellationToken);
            context.Terminal.Out.WriteLine(parse.GetValue(json)
                ? JsonSerializer.Serialize(report, BenchJson.Default.MetricsReport)
                : FormattableString.Invariant($"{report.Series} series, {report.Bytes} bytes: a scrape takes {report.MedianMs} ms (longest {report.LongestMs} ms) and allocates {report.AllocatedBytesPerSeries} bytes a series; collections {report.Collections}"));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<MetricsReport> MeasureAsync(int series, int scrapes, TimeProvider time, CancellationToken cancellationToken)
    {
        var cameras = Math.Max(1, series / SeriesOfACamera);
        using var meter = new Meter(StreamMoodMeter.Name + ".Bench");
        var labels = Enumerable.Range(1, cameras).Select(i => new KeyValuePair<string, object?>(StreamMoodMeter.Camera, $"cam-{i}")).ToArray();
        for (var i = 0; i < SeriesOfACamera; i++)
        {
            var value = i + 0.5;
            meter.CreateObservableGauge($"streammood.bench.thing{i}", () => labels.Select(l => new Measurement<double>(value, l)), "s", "Made up");
        }

        using var telemetry = new StreamMoodTelemetry(new TelemetryOptions { MaxCameras = Math.Max(1000, cameras) }, new ProcessMetrics([]));
        using var text = new MemoryStream();
        for (var i = 0; i < WarmUp; i++)
            await ScrapeAsync();
        var lines = System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length).Split('\n').Count(l => l.Length > 0 && l[0] != '#');
        List<double> took = [];
        GC.Collect();
        var (allocated, collections) = (GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(0));
        for (var i = 0; i < scrapes; i++)
        {
            var start = time.GetTimestamp();
            await ScrapeAsync();
            took.Add(time.GetElapsedTime(start).TotalMilliseconds);
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        took.Sort();
        return new MetricsReport(
            lines, text.Length, Math.Round(took[took.Count / 2], 2), Math.Round(took[^1], 2), Math.Round((double)allocated / scrapes / lines, 1),
            GC.CollectionCount(0) - collections);

        Task ScrapeAsync()
        {
            text.SetLength(0);
            return telemetry.WriteAsync(openMetrics: true, text, cancellationToken);
        }
    }
}
