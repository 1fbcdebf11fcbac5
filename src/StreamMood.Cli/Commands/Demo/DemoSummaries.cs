using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Spectre.Console;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Inference;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>Takes stock of a demo that has stopped.</summary>
internal static class DemoSummaries
{
    private const double MiB = 1024 * 1024;

    /// <summary>Reads every account once.</summary>
    /// <param name="run">The demo.</param>
    /// <param name="recommendations">Recommendations read from the topic.</param>
    /// <param name="truth">How many were right.</param>
    /// <param name="generator">The face generator of synthetic cameras; null when there was none.</param>
    /// <param name="http">Where it answered HTTP; null for nowhere.</param>
    public static DemoSummary Of(DemoRun run, long recommendations, Truth truth, string? generator, string? http)
    {
        using var process = Process.GetCurrentProcess();
        var published = run.Captured.Published;
        var inferred = run.Inferred.Inferred;
        var skipped = run.Inferred.Skipped.Snapshot();
        var dead = run.Inferred.DeadLetters.Total;
        return new DemoSummary(
            Math.Round(run.Captures.TotalSeconds, 3),
            run.Captured.Cameras().Count,
            new FrameLedger(
                run.Captured.Captured, published, Reasons.Occurred(run.Captured.Dropped), inferred, skipped, dead,
                run.InFlight),
            inferred,
            recommendations,
            run.Inferred.Faces,
            new LatencyPair(Percentiles.Of(run.Inferred.CaptureToEmotion), Percentiles.Of(run.Recommended.WindowEndToRecommendation)),
            truth,
            Math.Round(process.PeakWorkingSet64 / MiB, 1),
            Math.Round(process.TotalProcessorTime.TotalSeconds, 2),
            run.Inferred.Provider?.Name ?? "none",
            Models(run, generator),
            run.Captured.Cameras().ToDictionary(c => c.Id, c => Of(c, run.Inferred.Cameras.GetValueOrDefault(c.Id)), StringComparer.Ordinal),
            http);
    }

    /// <summary>The summary for people.</summary>
    public static void Print(IAnsiConsole console, DemoSummary s)
    {
        var grid = new Grid().AddColumn().AddColumn();
        void Row(string name, FormattableString text) => grid.AddRow(new Text(name), new Text(text.ToString(CultureInfo.InvariantCulture)));
        Row("frames", $"{s.Frames.Captured} captured = {s.Frames.Published} published + {s.Frames.Dropped.Values.Sum()} dropped{Why(s.Frames.Dropped)}");
        Row("", $"{s.Frames.Published} published = {s.Frames.Inferred} inferred + {s.Frames.Skipped.Values.Sum()} skipped{Why(s.Frames.Skipped)} + {s.Frames.DeadLetters} dead letters + {s.Frames.InFlight} in flight");
        Row("faces", $"{s.Faces} in {s.EmotionEvents} emotion events");
        Row("recommendations", $"{s.Recommendations}");
        if (s.Truth.Accuracy is { } accuracy)
            Row("right category", $"{accuracy:P0} of {s.Truth.Windows} windows in which a camera acted one expression");
        Row("capture → emotion", $"{s.LatencyMs.CaptureToEmotion}");
        Row("window → recommendation", $"{s.LatencyMs.WindowEndToRecommendation}");
        Row("machine", $"{s.Seconds} s, {s.CpuSeconds} CPU seconds, at most {s.PeakRssMb} MiB, provider {s.Provider}");
        console.Write(grid);
    }

    private static string Why(IReadOnlyDictionary<string, long> reasons) =>
        reasons.Count == 0 ? "" : $" ({string.Join(", ", reasons.Select(r => $"{r.Key} {r.Value}"))})";

    private static CameraSummary Of(CameraStatus camera, CameraTotals? seen) =>
        new(camera.Captured, camera.Published, seen?.Frames ?? 0, seen?.FramesWithFaces ?? 0, seen?.Faces ?? 0);

    private static Dictionary<string, string> Models(DemoRun run, string? generator)
    {
        ModelInfo?[] models = [run.Inferred.Detector, run.Inferred.Emotion];
        var hashes = models.OfType<ModelInfo>().ToDictionary(m => m.Name, m => m.Sha256, StringComparer.Ordinal);
        if (generator is not null)
        {
            using var file = File.OpenRead(ModelFiles.Resolve(generator));
            hashes[Path.GetFileNameWithoutExtension(file.Name)] = Convert.ToHexStringLower(SHA256.HashData(file));
        }

        return hashes;
    }
}
