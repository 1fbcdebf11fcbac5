using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>Runs the Python worker over the frames that ours has read.</summary>
internal static class PeerRun
{
    private const string Python = "/usr/bin/python3"; // Debian's, which has Debian's OpenCV

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <exception cref="UserErrorException">When the script cannot run.</exception>
    public static PeerFigures Measure(string script, BenchSession run, KafkaOptions group, WorkerFigures ours, CancellationToken cancellationToken)
    {
        run.Say("the Python worker");
        var options = run.Settings.Inference;
        var seconds = TimeSpan.FromSeconds(Math.Min(run.Length.TotalSeconds, Longest.TotalSeconds));
        using var process = Process.Start(new ProcessStartInfo(Python,
        [
            script, "--bootstrap", group.Bootstrap!, "--group", group.GroupPrefix + ".infer", "--topic", TopicNames.Frames,
            "--out", BenchBroker.IdleTopic, "--detector", ModelFiles.Resolve(options.Detector), "--emotion", ModelFiles.Resolve(options.Emotion),
            "--size", options.Vision.DetectorSize.ToString(CultureInfo.InvariantCulture),
            "--seconds", seconds.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ]) { RedirectStandardOutput = true, RedirectStandardError = true }) ?? throw new UserErrorException($"{Python} does not start");
        using var killed = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new UserErrorException($"--peer {script} ended with {process.ExitCode}: {errors.Result.TrimEnd().Split('\n')[^1]}");
        using var json = JsonDocument.Parse(output);
        var fps = json.RootElement.GetProperty("framesPerSecond").GetDouble();
        return new PeerFigures(
            Math.Round(fps, 1), Math.Round(json.RootElement.GetProperty("facesPerFrame").GetDouble(), 2),
            Math.Round(json.RootElement.GetProperty("seconds").GetDouble(), 1), json.RootElement.GetProperty("processes").GetInt32(),
            Math.Round(ours.FramesPerSecond / fps, 2));
    }
}
