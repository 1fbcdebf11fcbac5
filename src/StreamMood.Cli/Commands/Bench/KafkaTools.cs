using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StreamMood.Contracts;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>Kafka's own measuring tools: those of a distribution's <c>bin</c> folder, or a script called as <c>FILE tool NAME ARGUMENTS</c>.</summary>
internal sealed partial class KafkaTools(string place, string bootstrap, string topic)
{
    private const double Mebi = 1.048576;
    private const string Producer = "producer-perf";
    private const string Consumer = "consumer-perf";

    /// <summary>Makes sure that both tools are there, before anything is measured.</summary>
    /// <exception cref="UserErrorException">When one is not.</exception>
    public static void Require(string place)
    {
        foreach (var name in (string[])[Producer, Consumer])
            if (Call(place, name, []).Program is var program && !File.Exists(program))
                throw new UserErrorException($"--kafka-tools {place}: there is no {program}; name Kafka's bin folder, or a script that takes 'tool {name}'");
    }

    /// <summary>Megabytes (10^6) a second of the producer tool, with our batch, linger and acknowledgements.</summary>
    public double Produce(long records, int bytes, CancellationToken cancellationToken)
    {
        var output = Run(
            Producer,
            [
                "--topic", topic, "--num-records", Text(records), "--record-size", Text(bytes), "--throughput", "-1", "--producer-props",
                $"bootstrap.servers={bootstrap}", "acks=all", "linger.ms=2", "batch.size=1048576", "compression.type=none", "buffer.memory=67108864",
                "max.request.size=8388608",
            ],
            cancellationToken);
        return MebibytesPerSecond().Matches(output) is { Count: > 0 } matches
            ? double.Parse(matches[^1].Groups[1].Value, CultureInfo.InvariantCulture) * Mebi
            : throw Unclear(Producer, output);
    }

    /// <summary>Megabytes a second of the consumer tool, without the time that its group takes to meet.</summary>
    public double Consume(long records, CancellationToken cancellationToken)
    {
        var output = Run(Consumer, ["--bootstrap-server", bootstrap, "--topic", topic, "--num-records", Text(records), "--timeout", "60000"], cancellationToken);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var header = Array.FindIndex(lines, l => l.StartsWith("start.time", StringComparison.Ordinal));
        if (header < 0 || header + 1 >= lines.Length)
            throw Unclear(Consumer, output);
        var names = lines[header].Split(',', StringSplitOptions.TrimEntries);
        var at = Array.FindIndex(names, n => n.StartsWith("fetch.MB.", StringComparison.Ordinal));
        var values = lines[header + 1].Split(", ", StringSplitOptions.TrimEntries);
        return at >= 0 && at < values.Length && double.TryParse(values[at], CultureInfo.InvariantCulture, out var rate)
            ? rate * Mebi
            : throw Unclear(Consumer, output);
    }

    [GeneratedRegex(@"\(([0-9.]+) MB/sec\)")]
    private static partial Regex MebibytesPerSecond();

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static UserErrorException Unclear(string name, string output) =>
        new($"--kafka-tools: {name} did not print a rate; its last line is '{output.TrimEnd().Split('\n')[^1]}'");

    private static (string Program, string[] Arguments) Call(string place, string name, string[] arguments) => Directory.Exists(place)
        ? (Path.Combine(place, $"kafka-{name}-test.sh"), arguments)
        : (place, ["tool", name, .. arguments]);

    private string Run(string name, string[] arguments, CancellationToken cancellationToken)
    {
        var (program, all) = Call(place, name, arguments);
        using var process = Process.Start(new ProcessStartInfo(program, all) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new UserErrorException($"{program} does not start");
        using var killed = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? output : throw Unclear(name, output + errors.Result);
    }
}
