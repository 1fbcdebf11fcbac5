using System.Diagnostics.Metrics;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Pipeline.Recommender;

/// <summary>Which camera lies in which zone, for dashboards to join series of cameras with.</summary>
internal sealed class ZoneMetrics : IRoleMetrics
{
    private readonly Meter _meter = StreamMoodMeter.Create();

    public ZoneMetrics(ZoneMap zones) => _meter.CreateObservableGauge(
        "streammood.recommender.zone", () => zones.Names.SelectMany(zone => (zones.Members(zone) ?? []).Select(camera => new Measurement<int>(
            1, new KeyValuePair<string, object?>(StreamMoodMeter.Camera, camera), new KeyValuePair<string, object?>("zone", zone)))),
        null, "1 for each camera of a zone.");

    public void Dispose() => _meter.Dispose();
}
