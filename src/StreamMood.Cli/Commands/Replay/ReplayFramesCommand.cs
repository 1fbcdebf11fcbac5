using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Replay;

/// <summary><c>streammood replay frames</c>: a stretch of time of a topic into a topic.</summary>
internal static class ReplayFramesCommand
{
    public static Command Build(CommandContext context)
    {
        var frames = new Command("frames", Verbs.Describe(
            "Publishes a topic's messages of a stretch of time into a topic: frames, or with --topic any other's, put aside for programs of yours. "
            + "Key, value, headers and time stay as they were; a header says where each came from. "
            + $"Workers read {TopicNames.Frames} alone. Frames published into it again they read however old, in turns with live cameras, but skip "
            + "all but a camera's newest while overloaded. For frames through another model see replay compare. "
            + "Their emotion events have the capture time: recommenders that are past it count them as late or duplicates.",
            "streammood replay frames --bootstrap kafka-1:9092 --from 10min --to 5min --into lab.frames.v1",
            "streammood replay frames --bootstrap kafka-1:9092 --topic streammood.emotions.v1 --from 2026-11-22T18:00:00Z --into lab.emotions.v1 --dry-run"));
        var into = new Option<string>("--into") { HelpName = "TOPIC", Description = "Where to; must be there.", Required = true };
        var topic = new Option<string>("--topic") { HelpName = "TOPIC", Description = $"Where from. Default {TopicNames.Frames}.", DefaultValueFactory = _ => TopicNames.Frames };
        var cameras = new Option<string[]>("--camera") { HelpName = "ID", Description = "Only this camera's. Repeatable." };
        var dry = new Option<bool>("--dry-run") { Description = "Read and count; write nothing." };
        var json = new Option<bool>("--json") { Description = "The counts as a line of JSON." };
        foreach (var option in (Option[])[into, topic, cameras, dry, json])
            frames.Options.Add(option);
        var range = TimeRange.For(frames);
        var loader = SettingsLoader.For(frames, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        frames.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var (from, to) = range.Read(parse, context.Time);
            var (source, target, dryRun) = (parse.GetRequiredValue(topic), parse.GetRequiredValue(into), parse.GetValue(dry));
            var wanted = (parse.GetValue(cameras) ?? []).Select(Encoding.UTF8.GetBytes).ToList();
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            await BrokerProbe.CheckAsync(clients, [source, target], rights: clients.RightsToCopy([source], dryRun ? [] : [target]), cancellationToken: cancellationToken);
            var account = await Task.Run(
                () => Run(clients, context.Terminal, source, target, from, to, m => wanted.Count == 0 || wanted.Exists(w => m.Message.Key.AsSpan().SequenceEqual(w)), dryRun, cancellationToken),
                CancellationToken.None);
            account.Print(context.Terminal, parse.GetValue(json));
            return ExitCode.Ok;
        });
        return frames;
    }

    private static ReplayAccount Run(
        KafkaClients clients, Terminal terminal, string source, string target, DateTimeOffset? from, DateTimeOffset? to,
        Func<StoredMessage, bool> chosen, bool dryRun, CancellationToken cancellationToken)
    {
        using var reader = new TopicRange(clients);
        using var writer = dryRun ? null : new TopicWriter(clients);
        var ranges = reader.Find(source, from, to);
        long found = 0, passed = 0;
        return ReplayBar.Show(terminal, source, ranges.Sum(r => r.End - r.Begin), progress =>
        {
            foreach (var message in reader.Read(ranges, cancellationToken))
            {
                progress(++found);
                if (!chosen(message))
                    continue;
                passed++;
                writer?.Write(target, message, cancellationToken);
            }

            writer?.Flush(cancellationToken);
            return new ReplayAccount(source, target, dryRun, found, passed, writer?.Written ?? 0, 0, 0);
        });
    }
}
