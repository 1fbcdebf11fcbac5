using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class CameraMetricsTests
{
    [Fact]
    public void Instruments_StalledCamera_TellStateAndRestarts()
    {
        using var metrics = new CameraMetrics();
        var tally = metrics.Of("metrics-test");
        tally.State = CameraState.Stalled;
        tally.Restart();
        var seen = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => l.EnableMeasurementEvents(i, null) };
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Note(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i, (long)value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        foreach (var line in (string[])
            ["state 1 state=stalled", "state 0 state=live", "state 0 state=connecting", "state 0 state=failed", "restarts 1 "])
            Assert.Contains(line, seen);

        void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (instrument.Meter.Name != StreamMoodMeter.Name || tags.Length == 0 || (string?)tags[0].Value != "metrics-test")
                return;
            seen.Add($"{instrument.Name["streammood.camera.".Length..]} {value} {(tags.Length > 1 ? $"{tags[1].Key}={tags[1].Value}" : "")}");
        }
    }

    [Fact]
    public async Task LastErrorTime_ErrorsOfSeveralKinds_IsOneSeriesOfTheLast()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_500));
        using var telemetry = new StreamMoodTelemetry(new TelemetryOptions(), new ProcessMetrics([]));
        using var metrics = new CameraMetrics(time, new TelemetryOptions { MaxCameras = 2 });
        foreach (var camera in (string[])["errors-none", "errors-some", "errors-beyond"])
            metrics.Of(camera).Capture();
        metrics.Of("errors-beyond").Fail(CameraErrorKind.Denied, "401");
        Assert.Empty(await SeriesAsync(telemetry));

        metrics.Of("errors-some").Fail(CameraErrorKind.Unreachable, "Connection refused");
        Assert.Equal(["some\",error=\"unreachable\"} 1800000000.5"], await SeriesAsync(telemetry));
        time.Advance(TimeSpan.FromSeconds(10));
        metrics.Of("errors-some").Fail(CameraErrorKind.Denied, "401 Unauthorized");
        Assert.Equal(["some\",error=\"denied\"} 1800000010.5"], await SeriesAsync(telemetry));
        time.Advance(TimeSpan.FromSeconds(10));
        metrics.Of("errors-some").Fail(CameraErrorKind.Unreachable, "Connection refused");
        Assert.Equal(["some\",error=\"unreachable\"} 1800000020.5"], await SeriesAsync(telemetry));
    }

    [Fact]
    public void Name_EveryKindOfError_HasItsOwn() =>
        Assert.Equal(Enum.GetValues<CameraErrorKind>().Length, Enum.GetValues<CameraErrorKind>().Select(k => k.Name()).Distinct().Count());

    private static async Task<string[]> SeriesAsync(StreamMoodTelemetry telemetry)
    {
        // Cameras of other tests may be measured meanwhile.
        const string start = "streammood_camera_last_error_time_seconds{camera=\"errors-";
        using var text = new MemoryStream();
        await telemetry.WriteAsync(openMetrics: false, text, CancellationToken.None);
        return [.. Encoding.UTF8.GetString(text.ToArray()).Split('\n').Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l => l[start.Length..])];
    }
}
