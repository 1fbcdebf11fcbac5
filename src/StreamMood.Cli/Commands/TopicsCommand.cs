using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood topics create|list|check</c>.</summary>
internal static class TopicsCommand
{
    public static Command Build(CommandContext context)
    {
        var topics = new Command("topics", Verbs.Describe("Makes, lists and checks the topics.", "streammood topics create --bootstrap kafka-1:9092", "streammood topics check --bootstrap kafka-1:9092"));
        topics.Subcommands.Add(BuildCreate(context));
        topics.Subcommands.Add(BuildList(context));
        topics.Subcommands.Add(BuildCheck(context));
        return topics;
    }

    private static Command BuildCreate(CommandContext context)
    {
        var create = new Command("create", Verbs.Describe(
            "Makes the topics that are missing; those that exist stay as they are.", "streammood topics create --bootstrap kafka-1:9092"));
        var replication = new Option<int?>("--replication") { HelpName = "N", Description = "Replicas of a partition. Default 3, or the number of brokers if fewer." }.Within(1, 100);
        create.Options.Add(replication);
        var loader = SettingsLoader.For(create, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        create.SetAction(async (parse, cancellationToken) =>
        {
            var (clients, topics) = await ConnectAsync(loader, parse, context, settings: false, cancellationToken);
            var made = await TopicAdmin.CreateAsync(clients, topics, parse.GetValue(replication), cancellationToken);
            foreach (var topic in topics)
                context.Terminal.Out.WriteLine($"{topic.Name}: {(made.Contains(topic.Name) ? "made" : "was there")}");
            return ExitCode.Ok;
        });
        return create;
    }

    private static Command BuildList(CommandContext context)
    {
        var list = new Command("list", Verbs.Describe(
            "Lists the topics with partitions, replication, retention and size limit; exit code 1 when one is missing.",
            "streammood topics list --bootstrap kafka-1:9092 --json"));
        var json = new Option<bool>("--json") { Description = "One JSON object a topic." };
        list.Options.Add(json);
        var loader = SettingsLoader.For(list, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        list.SetAction(async (parse, cancellationToken) =>
        {
            var (clients, topics) = await ConnectAsync(loader, parse, context, settings: false, cancellationToken);
            var states = await TopicAdmin.ListAsync(clients, [.. topics.Select(t => t.Name)], cancellationToken);
            if (parse.GetValue(json))
                foreach (var state in states)
                    context.Terminal.Out.WriteLine(JsonSerializer.Serialize(TopicLine.From(state), TopicsJson.Default.TopicLine));
            else
                context.Terminal.Console.Write(Draw(states));
            return states.All(s => s.Exists) ? ExitCode.Ok : ExitCode.Partial;
        });
        return list;
    }

    private static Command BuildCheck(CommandContext context)
    {
        var check = new Command("check", Verbs.Describe(
            "Compares partitions, replication, retention, size limits and cleanup policy with what is needed, looks for transactions that hang, and says how to mend each; exit code 1 when something is wrong.",
            "streammood topics check --bootstrap kafka-1:9092 --json"));
        var json = new Option<bool>("--json") { Description = "One JSON object a topic, with its findings." };
        check.Options.Add(json);
        var loader = SettingsLoader.For(check, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        check.SetAction(async (parse, cancellationToken) =>
        {
            var (clients, topics) = await ConnectAsync(loader, parse, context, settings: true, cancellationToken);
            var verdicts = await TopicAdmin.CheckAsync(clients, topics, cancellationToken);
            foreach (var (topic, findings) in verdicts)
                if (parse.GetValue(json))
                    context.Terminal.Out.WriteLine(JsonSerializer.Serialize(new TopicVerdict(topic.Name, findings.Count == 0, findings), TopicsJson.Default.TopicVerdict));
                else
                    Print(context.Terminal, topic.Name, findings);
            return verdicts.All(v => v.Findings.Count == 0) ? ExitCode.Ok : ExitCode.Partial;
        });
        return check;
    }

    private static void Print(Terminal terminal, string topic, IReadOnlyList<TopicFinding> findings)
    {
        terminal.Out.WriteLine(findings.Count == 0 ? $"{topic}: ok" : $"{topic}:");
        foreach (var finding in findings)
        {
            terminal.Out.WriteLine($"  {finding.Setting} is {finding.Found}, needed is {finding.Needed}");
            terminal.Out.WriteLine($"    {finding.Mend}");
        }
    }

    private static async Task<(KafkaClients Clients, IReadOnlyList<TopicSpec> Topics)> ConnectAsync(
        SettingsLoader loader, ParseResult parse, CommandContext context, bool settings, CancellationToken cancellationToken)
    {
        var all = loader.Load(parse, context.Environment, new StreamMoodSettings());
        var clients = new KafkaClients(all.Kafka, NullLoggerFactory.Instance, context.Time);
        var topics = TopicCheck.Wanted(all.Kafka, all.Privacy);
        var rights = AccessRights.OfLooking(topics.Select(t => t.Name), settings);
        await BrokerProbe.CheckAsync(clients, [], rights: rights, cancellationToken: cancellationToken);
        return (clients, topics);
    }

    private static Table Draw(IReadOnlyList<TopicState> states)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("topic", "partitions", "replicas", "retention", "largest message");
        foreach (var s in states)
            if (s.Exists)
                table.AddRow(s.Name, Text(s.Partitions), Text(s.Replication), Retention(s), s.MaxMessageBytes is { } m ? Text(m / 1024) + " KiB" : "not told");
            else
                table.AddRow(s.Name, "[yellow]missing[/]", "", "", "");
        return table;
    }

    private static string Retention(TopicState state) =>
        state.Compacted ? "compacted" : state.Retention is { } r ? SettingText.Show(r) : "not told";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What <c>topics check</c> has to say of a topic.</summary>
internal sealed record TopicVerdict(string Topic, bool Ok, IReadOnlyList<TopicFinding> Findings);

/// <summary>One topic as a line of JSON.</summary>
internal sealed record TopicLine(
    string Topic, bool Exists, int Partitions, int Replication, double? RetentionSeconds, bool Compacted, int? MaxMessageBytes)
{
    public static TopicLine From(TopicState s) =>
        new(s.Name, s.Exists, s.Partitions, s.Replication, s.Retention?.TotalSeconds, s.Compacted, s.MaxMessageBytes);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TopicLine))]
[JsonSerializable(typeof(TopicVerdict))]
internal sealed partial class TopicsJson : JsonSerializerContext;
