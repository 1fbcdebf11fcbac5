using System.Diagnostics.Metrics;
using StreamMood.Pipeline.Camera;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class CameraMetricsTests
{
    [Fact]
    public void Instruments_StalledCamera_TellStateRestartsAndLastError()
    {
        using var metrics = new CameraMetrics();
        var tally = metrics.Of("metrics-test");
        tally.State = CameraState.Stalled;
        tally.Fail("no frame for 10 s");
        tally.Restart();
        var seen = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => l.EnableMeasurementEvents(i, null) };
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Note(i, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        foreach (var line in (string[])
            ["state 1 state=stalled", "state 0 state=live", "state 0 state=connecting", "state 0 state=failed", "last_error 1 error=no frame for 10 s", "restarts 1 "])
            Assert.Contains(line, seen);

        void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (instrument.Meter.Name != CameraMetrics.MeterName || (string?)tags[0].Value != "metrics-test")
                return;
            seen.Add($"{instrument.Name["streammood.camera.".Length..]} {value} {(tags.Length > 1 ? $"{tags[1].Key}={tags[1].Value}" : "")}");
        }
    }
}
