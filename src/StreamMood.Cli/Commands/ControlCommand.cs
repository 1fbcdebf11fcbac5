using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Mood.Decisions;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood control …</c>: operators' decisions for a camera or zone.</summary>
internal static class ControlCommand
{
    // As long as emotion events are kept: nothing older can be replayed.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    public static Command Build(CommandContext context)
    {
        var control = new Command("control", Verbs.Describe(
            "Decides for a camera or a zone: pin a category, change strategy or goal, pause, revoke consent. A decision holds from a stated "
            + $"event time on, {ControlRecord.Margin.TotalSeconds:0} s after it was made at the earliest, so that a replay comes to the same.",
            "streammood control pin lobby calm --zone --until 2026-05-01T18:00:00Z --bootstrap kafka-1:9092"));
        var category = new Argument<string>("category") { Description = "happy, energetic, calm or sad." };
        var until = new Option<string?>("--until") { HelpName = "TIME", Description = "Until when, RFC 3339 or a duration from now such as 2h. Default: until it is unpinned." };
        var strategy = new Argument<string?>("strategy") { Description = "match, iso or lift.", Arity = ArgumentArity.ZeroOrOne };
        var goal = new Option<string?>("--goal") { HelpName = "V,A", Description = "Valence and arousal to lead to, each -1 to 1." };
        control.Subcommands.Add(Decide(context, "pin", "Recommends one category whatever is seen.", "streammood control pin cam-1 calm --until 2h", [category], [until],
            (parse, now) => new ControlDecision
            {
                Kind = ControlKind.Pin, DecidedAt = now, From = now, Category = Category(parse.GetValue(category)!), Until = Time(parse.GetValue(until), "--until", now),
            }));
        control.Subcommands.Add(Simple(context, "unpin", "Follows the mood again.", ControlKind.Unpin));
        control.Subcommands.Add(Decide(context, "strategy", "Changes strategy, goal, or both.", "streammood control strategy lobby iso --zone --goal 0.6,-0.2", [strategy], [goal],
            (parse, now) => new ControlDecision
            {
                Kind = ControlKind.Strategy, DecidedAt = now, From = now, Strategy = Strategy(parse.GetValue(strategy), parse.GetValue(goal)), Goal = Goal(parse.GetValue(goal)),
            }));
        control.Subcommands.Add(Simple(context, "pause", "Recommends nothing.", ControlKind.Pause));
        control.Subcommands.Add(Simple(context, "resume", "Recommends again.", ControlKind.Resume));
        control.Subcommands.Add(Simple(context, "revoke", "Revokes consent: emotion events of the camera are not used.", ControlKind.Revoke));
        control.Subcommands.Add(Simple(context, "grant", "Gives consent again.", ControlKind.Grant));
        control.Subcommands.Add(List(context));
        return control;
    }

    private static Command Simple(CommandContext context, string name, string what, ControlKind kind) => Decide(
        context, name, what, $"streammood control {name} cam-1 --bootstrap kafka-1:9092", [], [],
        (_, now) => new ControlDecision { Kind = kind, DecidedAt = now, From = now });

    private static Command Decide(
        CommandContext context, string name, string what, string example, Argument[] arguments, Option[] options, Func<ParseResult, DateTimeOffset, ControlDecision> decide)
    {
        var command = new Command(name, Verbs.Describe(what, example));
        var target = new Argument<string>("name") { Description = "Camera id, or with --zone a zone's name." };
        var zone = new Option<bool>("--zone") { Description = "The name is a zone of recommender.zones." };
        var from = new Option<string?>("--from") { HelpName = "TIME", Description = "Event time from which it holds, RFC 3339 or a duration from now. Default: now." };
        var by = new Option<string?>("--by") { HelpName = "WHO", Description = "Who decides, for the record." };
        command.Arguments.Add(target);
        foreach (var argument in arguments)
            command.Arguments.Add(argument);
        foreach (var option in (Option[])[zone, from, by, .. options])
            command.Options.Add(option);
        var loader = SettingsLoader.For(command, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        command.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var (key, isZone) = (parse.GetValue(target)!, parse.GetValue(zone));
            if (!FrameId.IsCamera(key))
                throw new UserErrorException($"'{key}' is no camera id or zone: letters, digits, '.', '_' and '-', at most {FrameId.MaxCameraLength}");
            if (isZone && !settings.Recommender.Zones.Keys.Any(z => z == key || z.StartsWith(key + ".", StringComparison.Ordinal)))
                throw new UserErrorException($"zone '{key}' is not among recommender.zones; name it there, with --config or --set recommender.zones.{key}=CAMERA,…");
            var now = context.Time.GetUtcNow();
            var made = decide(parse, now);
            if (made.Kind is ControlKind.Revoke or ControlKind.Grant && isZone)
                throw new UserErrorException($"control {name}: consent is given for cameras, not for zones; name the camera");
            made = made with { From = Time(parse.GetValue(from), "--from", now) ?? now, By = parse.GetValue(by) };
            if (made.Until <= made.Effective)
                throw new UserErrorException($"--until {made.Until:O} lies before {made.Effective:O}, from which it would hold");
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            await BrokerProbe.CheckAsync(clients, [TopicNames.Control], rights: clients.RightsOf("control"), cancellationToken: cancellationToken);
            var before = Read(clients).GetValueOrDefault(ControlRecord.Key(key, isZone));
            var record = new ControlRecord
            {
                Camera = isZone ? null : key, Zone = isZone ? key : null, Decisions = [.. Needed(before?.Decisions ?? [], now), made],
            };
            using var producer = clients.EventProducer();
            await producer.ProduceAsync(TopicNames.Control, EventMessages.Control(record, now), cancellationToken);
            context.Terminal.Out.WriteLine($"{name} {key}: holds from {made.Effective.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command List(CommandContext context)
    {
        var list = new Command("list", Verbs.Describe("Lists what holds now, or with --all every decision.", "streammood control list --bootstrap kafka-1:9092 --json"));
        var all = new Option<bool>("--all") { Description = "Every decision that is kept, not only what they come to." };
        var json = new Option<bool>("--json") { Description = "One record a line, with every decision." };
        list.Options.Add(all);
        list.Options.Add(json);
        var loader = SettingsLoader.For(list, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        list.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            await BrokerProbe.CheckAsync(clients, [TopicNames.Control], rights: clients.RightsToCopy([TopicNames.Control], []), cancellationToken: cancellationToken);
            var records = Read(clients).OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
            if (parse.GetValue(json))
            {
                foreach (var (_, record) in records)
                    context.Terminal.Out.WriteLine(JsonSerializer.Serialize(record, EventJson.Default.ControlRecord));
                return ExitCode.Ok;
            }

            var table = new Table().Border(TableBorder.Rounded).AddColumns("camera or zone", parse.GetValue(all) ? "decision" : "holds");
            foreach (var (key, record) in records)
                foreach (var line in parse.GetValue(all) ? record.Decisions.Select(Describe) : [Describe(new ControlTimeline(record).At((context.Time.GetUtcNow() + ControlRecord.Margin).UtcTicks))])
                    table.AddRow(Markup.Escape(key), Markup.Escape(line));
            context.Terminal.Console.Write(table);
            return ExitCode.Ok;
        });
        return list;
    }

    private static Dictionary<string, ControlRecord> Read(KafkaClients clients) =>
        NewestRecords.Read(clients, TopicNames.Control).ToDictionary(r => r.Key, r => EventJson.ReadControl(r.Value), StringComparer.Ordinal);

    // What came to its end before anything that can still be replayed; consent and pause have no end and stay.
    private static IEnumerable<ControlDecision> Needed(IReadOnlyList<ControlDecision> decisions, DateTimeOffset now) =>
        decisions.Where(d => d.Until is not { } until || until > now - Kept);

    private static SongCategory Category(string text) => text switch
    {
        "happy" => SongCategory.Happy,
        "energetic" => SongCategory.Energetic,
        "calm" => SongCategory.Calm,
        "sad" => SongCategory.Sad,
        _ => throw new UserErrorException($"'{text}' is no category to pin; expected happy, energetic, calm or sad"),
    };

    private static string? Strategy(string? text, string? goal) => text switch
    {
        "match" or "iso" or "lift" => text,
        null when goal is not null => null,
        null => throw new UserErrorException("control strategy: name a strategy (match, iso, lift), a --goal, or both"),
        _ => throw new UserErrorException($"strategy '{text}' does not exist; expected match, iso or lift"),
    };

    private static TargetMood? Goal(string? text)
    {
        if (text is null)
            return null;
        return text.Split(',') is [var v, var a]
            && float.TryParse(v, CultureInfo.InvariantCulture, out var valence) && valence is >= -1 and <= 1
            && float.TryParse(a, CultureInfo.InvariantCulture, out var arousal) && arousal is >= -1 and <= 1
                ? new TargetMood(valence, arousal)
                : throw new UserErrorException($"--goal '{text}': expected valence and arousal, each -1 to 1, such as 0.6,-0.2");
    }

    private static DateTimeOffset? Time(string? text, string option, DateTimeOffset now)
    {
        if (text is null)
            return null;
        if (SettingText.TryReadDuration(text, out var span))
            return now + span;
        return EventHeaders.TryParseTime(text, out var time)
            ? time
            : throw new UserErrorException($"{option} '{text}': expected a time such as 2026-05-01T18:00:00Z, or a duration such as 2h");
    }

    private static string Describe(ControlDecision d) => string.Create(
        CultureInfo.InvariantCulture,
        $"{d.Kind.ToString().ToLowerInvariant()}{(d.Category is { } c ? " " + c.Name() : "")}{(d.Strategy is { } s ? " " + s : "")}"
        + $"{(d.Goal is { } g ? $" goal {g.Valence},{g.Arousal}" : "")} from {d.Effective.UtcDateTime:u}{(d.Until is { } u ? $" until {u.UtcDateTime:u}" : "")}{(d.By is { } by ? $" by {by}" : "")}");

    private static string Describe(ControlState s)
    {
        List<string> parts = [];
        if (s.Revoked)
            parts.Add("consent revoked");
        if (s.Paused)
            parts.Add("paused");
        if (s.Pinned is { } pin)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"pinned to {pin.Category!.Value.Name()}{(pin.Until is { } u ? $" until {u.UtcDateTime:u}" : "")}"));
        if (s.Strategy is { } strategy)
            parts.Add($"strategy {strategy.ToString().ToLowerInvariant()}");
        if (s.Goal is { } goal)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"goal {goal.Valence},{goal.Arousal}"));
        return parts.Count == 0 ? "nothing" : string.Join(", ", parts);
    }
}
