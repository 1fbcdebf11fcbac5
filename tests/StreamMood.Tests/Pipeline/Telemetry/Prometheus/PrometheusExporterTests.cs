using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.RegularExpressions;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Tests.Pipeline.Telemetry.Prometheus;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new(StreamMoodMeter.Name + ".Tests." + Guid.NewGuid().ToString("N"));
    private readonly StreamMoodTelemetry _telemetry = new(new TelemetryOptions(), new ProcessMetrics([]));

    public void Dispose()
    {
        _telemetry.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task WriteAsync_Counter_HasTotalInBothFormatsAndItsFamilyOnlyInTheOlder()
    {
        _meter.CreateObservableCounter("streammood.test.things", () => 7L, "{thing}", "Things");
        var old = await ScrapeAsync(openMetrics: false);
        Assert.Contains("# TYPE streammood_test_things_total counter\n# HELP streammood_test_things_total Things\nstreammood_test_things_total 7\n", old, StringComparison.Ordinal);
        Assert.DoesNotContain("# EOF", old, StringComparison.Ordinal);
        var open = await ScrapeAsync(openMetrics: true);
        Assert.Contains("# TYPE streammood_test_things counter\n# HELP streammood_test_things Things\nstreammood_test_things_total 7\n", open, StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", open, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_LabelsAndHelp_AreEscaped()
    {
        _meter.CreateObservableGauge(
            "streammood.test.escaped", () => new Measurement<double>(0.5, new KeyValuePair<string, object?>("a.b", "x\"y\\z\nw é")), "1", "A \\ and\na \"quote\"");
        var old = await ScrapeAsync(openMetrics: false);
        Assert.Contains("# HELP streammood_test_escaped_ratio A \\\\ and\\na \"quote\"\n", old, StringComparison.Ordinal);
        Assert.Contains("streammood_test_escaped_ratio{a_b=\"x\\\"y\\\\z\\nw é\"} 0.5\n", old, StringComparison.Ordinal);
        Assert.Contains("# UNIT streammood_test_escaped_ratio ratio\n", await ScrapeAsync(openMetrics: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_Histogram_IsCumulativeWithAnExemplarOfItsTraceInOpenMetrics()
    {
        using var source = new ActivitySource("StreamMood.Tests." + Guid.NewGuid().ToString("N"));
        using var listener = new ActivityListener { ShouldListenTo = s => s == source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var histogram = _meter.CreateHistogram("streammood.test.took", "s", "Time", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        string trace;
        using (var span = source.StartActivity("x"))
        {
            trace = span!.TraceId.ToHexString();
            histogram.Record(0.5);
        }

        histogram.Record(5);
        var open = await ScrapeAsync(openMetrics: true);
        Assert.Contains("streammood_test_took_seconds_bucket{le=\"0.1\"} 0\n", open, StringComparison.Ordinal);
        Assert.Matches($"streammood_test_took_seconds_bucket\\{{le=\"1\\.0\"\\}} 1 # \\{{trace_id=\"{trace}\",span_id=\"[0-9a-f]{{16}}\"\\}} 0\\.5 [0-9.]+\n", open);
        Assert.Contains("streammood_test_took_seconds_bucket{le=\"+Inf\"} 2\n", open, StringComparison.Ordinal);
        Assert.Contains("streammood_test_took_seconds_sum 5.5\nstreammood_test_took_seconds_count 2\n", open, StringComparison.Ordinal);
        Assert.DoesNotContain("trace_id", await ScrapeAsync(openMetrics: false), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task WriteAsync_EveryRolesInstruments_PassPromtool()
    {
        Skip.IfNot(File.Exists("/usr/bin/promtool"), "promtool is not installed (Debian: prometheus)");
        using var cameras = new StreamMood.Pipeline.Camera.CameraMetrics();
        cameras.Of("promtool").Capture();
        using var inference = new StreamMood.Pipeline.Inference.InferenceMetrics();
        inference.OnInferred("promtool", 1, TimeSpan.FromSeconds(1));
        using var recommender = new StreamMood.Pipeline.Recommender.RecommenderMetrics();
        using var promtool = Process.Start(new ProcessStartInfo("/usr/bin/promtool", "check metrics") { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await promtool.StandardInput.WriteAsync(await ScrapeAsync(openMetrics: false));
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        Assert.Equal("", said);
        Assert.Equal(0, promtool.ExitCode);
    }

    [Fact]
    public async Task WriteAsync_ManySeriesAgain_AllocatesAFewBytesASeriesAndNothingLarge()
    {
        const int series = 10_000;
        var labels = Enumerable.Range(0, series).Select(i => new KeyValuePair<string, object?>("camera", $"cam-{i}")).ToArray();
        _meter.CreateObservableGauge("streammood.test.many", () => labels.Select(l => new Measurement<double>(1.5, l)), "s", "Many");
        using var text = new MemoryStream();
        for (var i = 0; i < 3; i++)
            await Once();
        // Other tests may allocate meanwhile, so the best of some.
        var best = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            await Once();
            best = Math.Min(best, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(Regex.Count(Encoding.UTF8.GetString(text.ToArray()), "streammood_test_many_seconds\\{") == series);
        Assert.InRange(best, 0, 200L * series);

        Task Once()
        {
            text.SetLength(0);
            return _telemetry.WriteAsync(openMetrics: true, text, CancellationToken.None);
        }
    }

    private async Task<string> ScrapeAsync(bool openMetrics)
    {
        using var text = new MemoryStream();
        await _telemetry.WriteAsync(openMetrics, text, CancellationToken.None);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
