using System.CommandLine;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Replay;

/// <summary><c>streammood replay dead-letters</c>: the originals that dead letters name, while their topics still hold them.</summary>
internal static class ReplayDeadLettersCommand
{
    public static Command Build(CommandContext context)
    {
        var letters = new Command("dead-letters", Verbs.Describe(
            "Publishes the messages that dead letters name once more, each into its own topic or into another: for after a mended model or worker. "
            + "Letters hold places, not pictures, so only what its topic still holds can be replayed: frames for ten minutes. Each original goes once. "
            + "Workers read replayed frames however old, in turns with live cameras, but skip all but a camera's newest while overloaded. "
            + "Their emotion events have the capture time: recommenders that are past it count them as late and recommend nothing anew.",
            "streammood replay dead-letters --bootstrap kafka-1:9092 --from 1h --reason failed"));
        var into = new Option<string?>("--into") { HelpName = "TOPIC", Description = "Where to; must be there. Default: the topic that each came from." };
        var reasons = new Option<string[]>("--reason") { HelpName = "REASON", Description = "Only letters of this reason, such as failed. Repeatable." };
        var cameras = new Option<string[]>("--camera") { HelpName = "ID", Description = "Only this camera's. Repeatable." };
        var dry = new Option<bool>("--dry-run") { Description = "Read and count; write nothing." };
        var json = new Option<bool>("--json") { Description = "The counts as a line of JSON." };
        foreach (var option in (Option[])[into, reasons, cameras, dry, json])
            letters.Options.Add(option);
        var range = TimeRange.For(letters);
        var loader = SettingsLoader.For(letters, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        letters.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var (from, to) = range.Read(parse, context.Time);
            var (target, dryRun) = (parse.GetValue(into), parse.GetValue(dry));
            var (why, who) = (parse.GetValue(reasons) ?? [], parse.GetValue(cameras) ?? []);
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            string[] topics = target is null ? [TopicNames.DeadLetters] : [TopicNames.DeadLetters, target];
            await BrokerProbe.CheckAsync(clients, topics, rights: clients.RightsToCopy(topics[..1], dryRun ? [] : topics[1..]), cancellationToken: cancellationToken);
            var seen = new SortedSet<string>(StringComparer.Ordinal);
            var account = await Task.Run(
                () => Run(
                    clients, context.Terminal, target, from, to,
                    l =>
                    {
                        seen.Add(l.Reason);
                        return (why.Length == 0 || why.Contains(l.Reason)) && (who.Length == 0 || who.Contains(l.Camera));
                    },
                    dryRun, cancellationToken),
                CancellationToken.None);
            if (seen.Count > 0 && why.Except(seen).ToList() is { Count: > 0 } unknown)
                context.Terminal.Error.WriteLine($"streammood: no dead letter read has --reason {string.Join(", ", unknown)}; they have: {string.Join(", ", seen)}");
            account.Print(context.Terminal, parse.GetValue(json));
            return ExitCode.Ok;
        });
        return letters;
    }

    private static ReplayAccount Run(
        KafkaClients clients, Terminal terminal, string? target, DateTimeOffset? from, DateTimeOffset? to, Func<DeadLetter, bool> chosen, bool dryRun,
        CancellationToken cancellationToken)
    {
        using var reader = new TopicRange(clients);
        var places = new Dictionary<TopicPartition, SortedSet<long>>();
        long found = 0, unreadable = 0;
        foreach (var message in reader.Read(reader.Find(TopicNames.DeadLetters, from, to), cancellationToken))
        {
            found++;
            if (Read(message.Message.Value) is not { } letter)
                unreadable++;
            else if (chosen(letter))
                (places.TryGetValue(Partition(letter), out var offsets) ? offsets : places[Partition(letter)] = []).Add(letter.Offset);
        }

        using var writer = dryRun ? null : new TopicWriter(clients);
        long named = places.Values.Sum(p => (long)p.Count), there = 0, repeats = 0, looked = 0;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return ReplayBar.Show(terminal, "originals", named, progress =>
        {
            foreach (var (partition, offsets) in places)
            {
                foreach (var message in reader.Read(partition, [.. offsets], cancellationToken))
                {
                    // What failed again when it was replayed has a letter more, which names the replay.
                    if (Id(message) is { } id && !ids.Add(id))
                    {
                        repeats++;
                        continue;
                    }

                    there++;
                    writer?.Write(target ?? partition.Topic, message, cancellationToken);
                }

                progress(looked += offsets.Count);
            }

            writer?.Flush(cancellationToken);
            return new ReplayAccount(TopicNames.DeadLetters, target, dryRun, found, there, writer?.Written ?? 0, named - there - repeats, unreadable);
        });
    }

    private static TopicPartition Partition(DeadLetter letter) => new(letter.Topic, letter.Partition);

    private static string? Id(StoredMessage message) =>
        message.Message.Headers is { } headers && headers.TryGetLastBytes(EventHeaders.Id, out var id) ? Encoding.UTF8.GetString(id) : null;

    private static DeadLetter? Read(byte[]? value)
    {
        try
        {
            return value is null ? null : EventJson.ReadDeadLetter(value);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
