using System.Diagnostics;
using System.Globalization;
using System.Text;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests;

namespace StreamMood.IntegrationTests.Cli;

/// <summary>Each example of examples/subscribers prints exactly what the topic holds: each turn once, whatever else lies there.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class SubscriberTests(RealKafka kafka)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Folder = Path.Combine(Repository.Root, "examples", "subscribers");

    [Fact]
    public async Task CSharp_PrintsEachTurnOnce()
    {
        using var broker = new EmbeddedTestBroker();
        await RunAsync(broker, "dotnet", Path.Combine(Folder, "csharp", "bin", "Release", "net10.0", "MoodLight.dll"));
    }

    [SkippableFact]
    public async Task Python_PrintsEachTurnOnce()
    {
        Skip.IfNot(Succeeds("/usr/bin/python3", "-c", "import confluent_kafka"), "needs Debian's python3-confluent-kafka");
        using var broker = new EmbeddedTestBroker();
        await RunAsync(broker, "/usr/bin/python3", Path.Combine(Folder, "python", "mood_light.py"));
    }

    [SkippableFact]
    public async Task Shell_PrintsEachTurnOnce()
    {
        Skip.IfNot(Succeeds("kcat", "-V") && Succeeds("jq", "--version"), "needs kcat and jq");
        using var broker = new EmbeddedTestBroker();
        await RunAsync(broker, "bash", Path.Combine(Folder, "shell", "mood-light"));
    }

    [SkippableFact]
    public async Task JavaScript_PrintsEachTurnOnce()
    {
        kafka.Require(); // the client asks for versions of the protocol that the embedded broker does not know
        Skip.IfNot(Succeeds("node", "--version") && Succeeds("npm", "--version"), "needs node and npm");
        var folder = Path.Combine(Folder, "javascript");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@platformatic", "kafka")))
            Skip.IfNot(Succeeds("npm", "ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"), "npm could not fetch @platformatic/kafka");
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        await RunAsync(broker, "node", Path.Combine(folder, "mood-light.mjs"));
    }

    private static async Task RunAsync(TestBroker broker, params string[] command)
    {
        Publish(broker);
        var start = new ProcessStartInfo(command[0], [.. command[1..], broker.Options().Bootstrap!, "lobby", "sad"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (new StringBuilder(), new StringBuilder());
            process.OutputDataReceived += (_, e) => Append(output, e.Data);
            process.ErrorDataReceived += (_, e) => Append(error, e.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            const string wanted = "lobby turned sad at 2026-05-01T12:00:02+00:00\nlobby turned sad at 2026-05-01T12:00:05+00:00\nlobby turned sad at 2026-05-01T12:00:09+00:00\n";
            await Poll.Until(() => Text(output).Split('\n').Length > 3 || process.HasExited, "the last turn is printed");
            await Poll.Until(() => Text(error).Contains("skipped", StringComparison.Ordinal) || process.HasExited, "what cannot be read is reported");
            using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync();
            // A shell that waits for a pipe acts on the signal when the pipe ends, as Ctrl-C on a terminal makes it: the whole group gets it.
            using (var group = Process.Start("pkill", ["-INT", "-P", process.Id.ToString(CultureInfo.InvariantCulture)]))
                await group.WaitForExitAsync();
            using var patience = new CancellationTokenSource(Poll.Patience);
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(wanted, Text(output));
            Assert.Single(Text(error).Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.StartsWith("skipped", StringComparison.Ordinal));
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    // Three turns to sad; the first is delivered twice, later once more; one of another camera, one of a face, one of a version to come.
    private static void Publish(TestBroker broker)
    {
        using var producer = broker.Clients().EventProducer();
        void Send(RecommendationEvent value, string? type = null)
        {
            var message = EventMessages.Recommendation(value, null);
            if (type is not null)
            {
                message.Headers.Remove(EventHeaders.Type);
                message.Headers.Add(EventHeaders.Type, Encoding.ASCII.GetBytes(type));
            }

            producer.Produce(TopicNames.Recommendations, message);
        }

        Send(Event("lobby", 1, MoodState.Happy));
        Send(Event("lobby", 2, MoodState.Sad));
        Send(Event("lobby", 2, MoodState.Sad));
        Send(Event("lobby", 3, MoodState.Sad));
        Send(Event("lobby", 4, MoodState.Neutral));
        Send(Event("lobby", 2, MoodState.Sad));
        Send(Event("bar", 4, MoodState.Sad));
        Send(Event("lobby", 4, MoodState.Sad) with { Track = 3 });
        Send(Event("lobby", 5, MoodState.Sad));
        Send(Event("lobby", 6, MoodState.Happy), "streammood.recommendation.v2");
        Send(Event("lobby", 7, MoodState.Sad));
        Send(Event("lobby", 8, MoodState.Nobody));
        Send(Event("lobby", 9, MoodState.Sad));
        producer.Flush(Poll.Patience);
    }

    private static RecommendationEvent Event(string camera, int end, MoodState state) => new()
    {
        Camera = camera, WindowStart = Start.AddSeconds(end - 1), WindowEnd = Start.AddSeconds(end), Category = state.Matching(), State = state, Since = Start,
        Target = default, Why = new RecommendationReason { Frames = 1, Faces = 1, Late = 0, Valence = 0, Arousal = 0, Confidence = 1, Filter = "none", Strategy = "match" },
    };

    private static bool Succeeds(params string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
            lock (text)
                text.Append(line).Append('\n');
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
