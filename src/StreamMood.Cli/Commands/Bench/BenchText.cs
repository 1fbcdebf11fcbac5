using System.Globalization;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>The reports in words.</summary>
internal static class BenchText
{
    public static string Of(WorkerReport r) => string.Join('\n', Lines(
        Setting(r.Setting),
        $"alone on all cores   decode {r.Ceilings.Decode:0}, detect {r.Ceilings.Detect:0}, emotion {r.Ceilings.Emotion:0}, consume {r.Ceilings.Consume:0} frames/s; together at most {r.Ceilings.Combined:0}",
        $"worker               {r.FramesPerSecond:0} frames/s, {r.FacesPerSecond:0} faces/s, {r.RatioToCombined:0.000} of what is possible ({r.CpuRatio:0.000} by processor time)",
        $"a frame              {r.CpuMsPerFrame:0.00} ms of a core, {r.AllocatedBytesPerFrame:0} bytes allocated",
        $"batches              mean {r.Batch.Mean:0.0}, p95 {r.Batch.P95} faces; at most {r.PeakRssMb:0} MiB resident",
        r.Peer is { } p ? (FormattableString)$"Python worker        {p.FramesPerSecond:0} frames/s in {p.Processes} processes; ours is {p.OursOverPeer:0.0} times as fast" : null));

    public static string Of(LatencyReport r) => string.Join('\n', Lines(
        Setting(r.Setting),
        r.CapacityFps is { } fps ? (FormattableString)$"capacity             {fps:0} frames/s" : null,
        $"offered              {r.OfferedFps:0.0} frames/s, inferred {r.InferredFps:0.0}{(r.Held ? "" : "; NOT HELD")}",
        $"capture to emotion   p50 {r.CaptureToEmotion.P50:0.0}, p95 {r.CaptureToEmotion.P95:0.0}, p99 {r.CaptureToEmotion.P99:0.0}, p99.9 {r.CaptureToEmotion.P999:0.0} ms",
        Ledger(r.Frames)));

    public static string Of(OverloadReport r) => string.Join('\n', Lines(
        Setting(r.Setting),
        $"peak                 {r.PeakFps:0} frames/s; offered {r.OfferedFps:0} ({r.Factor:0.0} times): {r.OverloadFps:0} frames/s, {r.RatioToPeak:0.000} of the peak",
        $"age when emitted     p50 {r.Age.P50:0}, p95 {r.Age.P95:0}, p99 {r.Age.P99:0}, most {r.AgeMaxMs:0} ms; allowed {r.MaxAgeMs:0}",
        $"by camera            {r.PerCamera.Fewest} to {r.PerCamera.Most} events",
        Ledger(r.Frames)));

    public static string Of(TransportReport r) => string.Join('\n', Lines(
        $"{r.Records} records of {r.RecordBytes} bytes, {r.Broker}",
        Side("producer", r.Producer),
        Side("consumer", r.Consumer)));

    private static FormattableString Side(string name, TransportSide side) => side.Ratio is { } ratio
        ? $"{name,-9} {side.MegabytesPerSecond:0.0} MB/s, Kafka's tool {side.ToolMegabytesPerSecond:0.0} MB/s: {ratio:0.00} of it"
        : (FormattableString)$"{name,-9} {side.MegabytesPerSecond:0.0} MB/s; Kafka's tool not named";

    private static FormattableString Setting(BenchSetting s) =>
        $"{s.Scene}, {s.BytesPerFrame} bytes, {s.Cameras} cameras; {s.Workers} workers on {s.Cores} cores; {s.Broker}";

    private static FormattableString Ledger(FrameLedger f) =>
        $"ledger               {f.Captured} captured = {f.Published} published + {f.Dropped} dropped; {f.Published} = {f.Inferred} inferred + {f.Skipped.Values.Sum()} skipped + {f.DeadLetters} dead + {f.InFlight} in flight: {(f.AddsUp ? "adds up" : "DOES NOT ADD UP")}";

    private static IEnumerable<string> Lines(params FormattableString?[] lines) =>
        lines.OfType<FormattableString>().Select(l => l.ToString(CultureInfo.InvariantCulture));
}
