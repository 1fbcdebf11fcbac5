using System.Diagnostics.Metrics;
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
}
