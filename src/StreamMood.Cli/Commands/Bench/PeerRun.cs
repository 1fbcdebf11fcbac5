using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>What the Python worker did in a stretch of time.</summary>
internal sealed record PeerStretch(double FramesPerSecond, double FacesPerFrame, double Seconds, int Processes);

/// <summary>Runs the Python worker over the frames that ours has read.</summary>
internal static class PeerRun
{
    private const string Python = "/usr/bin/python3"; // Debian's, which has Debian's OpenCV

    /// <exception cref="UserErrorException">When the script cannot run.</exception>
    public static PeerStretch Measure(string script, BenchSession run, KafkaOptions group, TimeSpan time, CancellationToken cancellationToken)
    {
        var options = run.Settings.Inference;
        using var process = Process.Start(new ProcessStartInfo(Python,
        [
            script, "--bootstrap", group.Bootstrap!, "--group", group.GroupPrefix + ".infer", "--topic", TopicNames.Frames,
            "--out", BenchBroker.IdleTopic, "--detector", ModelFiles.Resolve(options.Detector), "--emotion", ModelFiles.Resolve(ModelFiles.Emotion(options.Emotion, "cpu")),
            "--size", options.Vision.DetectorSize.ToString(CultureInfo.InvariantCulture),
            "--seconds", time.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ]) { RedirectStandardOutput = true, RedirectStandardError = true }) ?? throw new UserErrorException($"{Python} does not start");
        using var killed = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new UserErrorException($"--peer {script} ended with {process.ExitCode}: {errors.Result.TrimEnd().Split('\n')[^1]}");
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        return new PeerStretch(
            root.GetProperty("framesPerSecond").GetDouble(), root.GetProperty("facesPerFrame").GetDouble(), root.GetProperty("seconds").GetDouble(),
            root.GetProperty("processes").GetInt32());
    }
}
