using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Sink;

namespace StreamMood.Cli.Commands.Sink;

/// <summary><c>streammood sink …</c>: recommendations for apps that do not speak Kafka.</summary>
internal static class SinkCommand
{
    public static Command Build(CommandContext context)
    {
        var sink = new Command("sink", Verbs.Describe(
            "Brings recommendations to what does not speak Kafka: an HTTP receiver, or playlists that any player reads.",
            "streammood sink webhook --bootstrap kafka-1:9092 --url https://example.org/mood",
            "streammood sink playlist --bootstrap kafka-1:9092 --out playlists"));
        sink.Subcommands.Add(Webhook(context));
        sink.Subcommands.Add(Playlist(context));
        return sink;
    }

    private static Command Webhook(CommandContext context)
    {
        var webhook = new Command("webhook", Verbs.Describe(
            "Posts each recommendation as it lies in the topic, signed as Standard Webhooks say, at least once: webhook-id is the event's id, the same with every attempt. "
            + "Those of a camera or zone come one after the other, several cameras' at once; a slow one holds others up only when "
            + $"{SinkWorker.MostWaiting} events of its partition wait. Failures, 429 and 5xx are tried again, later each time and never before Retry-After; other refusals, "
            + "redirects, and what was tried too often become dead letters. 410 Gone ends the sink with exit code 1.",
            "streammood sink webhook --bootstrap kafka-1:9092 --url https://example.org/mood --secret '${file:/run/secrets/webhook}'",
            "streammood sink webhook --bootstrap kafka-1:9092 --url http://127.0.0.1:8080/ --camera lobby --category sad --on-change"));
        return Build(context, webhook, "webhook",
            [
                new SettingOption("--url", "sink.webhook.url", "URL", "The receiver; https, or http on this machine."),
                new SettingOption("--secret", "sink.webhook.secret", "REFERENCE", "Signing secret (whsec_…), as ${file:PATH} or ${env:NAME}."),
                new SettingOption("--allow-http", "sink.webhook.allowHttp", "BOOL", "true: http may leave this machine. Default false."),
                new SettingOption("--concurrency", "sink.webhook.concurrency", "N", "Requests at once. Default 8."),
                new SettingOption("--timeout", "sink.webhook.timeout", "TIME", "For one request. Default 10s."),
                new SettingOption("--attempts", "sink.webhook.attempts", "N", "Requests for one event before it becomes a dead letter. Default 8."),
            ],
            settings => settings.Sink.Webhook.Url is null
                ? throw new UserErrorException("sink.webhook.url is not set; name the receiver with --url")
                : (new WebhookClient(settings.Sink.Webhook, context.Time), settings.Sink.Webhook.Concurrency));
    }

    private static Command Playlist(CommandContext context)
    {
        var playlist = new Command("playlist", Verbs.Describe(
            "Keeps a playlist (extended M3U) for each camera, zone and face with the songs of its newest recommendation: lobby.m3u8, zone-foyer.m3u8. A file is replaced "
            + "whole or not at all. A song's id is its location, so let the catalogue's ids be paths or addresses.",
            "streammood sink playlist --bootstrap kafka-1:9092 --out playlists --zone foyer"));
        var folder = new Option<string>("--out") { HelpName = "DIR", Description = "Folder of the playlists; it is made.", Required = true };
        playlist.Options.Add(folder);
        return Build(context, playlist, "playlist", [], _ => (null, 1), parse => new PlaylistWriter(parse.GetValue(folder)!));
    }

    private static Command Build(
        CommandContext context, Command command, string name, SettingOption[] options, Func<StreamMoodSettings, (ISinkTarget? Target, int Concurrency)> target,
        Func<ParseResult, ISinkTarget>? other = null)
    {
        var change = new Option<bool>("--on-change") { Description = "Only what changes category or songs of its camera or zone." };
        var duration = new Option<string?>("--duration") { HelpName = "SECONDS", Description = "Stop in order after this time. Default: run until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "Write the counts at the end as a line of JSON to stdout." };
        var loader = SettingsLoader.For(
            command,
            [
                CommonOptions.Bootstrap(), CommonOptions.ClientFile(), .. options,
                new SettingOption("--camera", "sink.cameras", "ID", "Only this camera's. Repeatable.") { Repeatable = true },
                new SettingOption("--zone", "sink.zones", "NAME", "Only this zone's. Repeatable.") { Repeatable = true },
                new SettingOption("--category", "sink.categories", "NAME", "Only this category: happy, energetic, calm, sad, undecided, nobody. Repeatable.") { Repeatable = true },
                new SettingOption("--max-age", "sink.maxAge", "TIME", "Leave out what is older; 0: nothing is. Default 1h."), CommonOptions.LogLevel(),
            ]);
        foreach (var option in (Option[])[change, duration, json])
            command.Options.Add(option);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var limit = Durations.Read(parse, duration);
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            settings.Sink.OnChange |= parse.GetValue(change);
            var (made, concurrency) = target(settings);
            made ??= other!(parse);
            using var disposing = made as IDisposable;
            using var loggers = LoggerFactory.Create(RoleHost.LogToStandardError(settings.Log, context.Time));
            var clients = new KafkaClients(settings.Kafka, loggers, context.Time);
            var role = "sink-" + name;
            await BrokerProbe.CheckAsync(
                new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time), [TopicNames.Recommendations, TopicNames.DeadLetters], rights: clients.RightsOf(role), cancellationToken: cancellationToken);
            var totals = new SinkTotals();
            using var worker = new SinkWorker(settings.Sink, role, concurrency, clients, made, totals, context.Time, loggers.CreateLogger("StreamMood.Sink"));
            using var timer = Durations.Timer(limit, cancellationToken);
            var fault = await Task.Run(() => worker.Run(timer.Token), CancellationToken.None);
            Report(context.Terminal, name, totals, parse.GetValue(json));
            if (fault is null)
                return ExitCode.Ok;
            context.Terminal.Error.WriteLine($"streammood: {fault}");
            return ExitCode.Partial;
        });
        return command;
    }

    private static void Report(Terminal terminal, string name, SinkTotals totals, bool json)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(
                new SinkAccount(name, totals.Consumed, totals.Delivered, totals.Retries, totals.Skipped, totals.DeadLetters), SinkJson.Default.SinkAccount));
            return;
        }

        static string Words(IReadOnlyDictionary<string, long> counts) =>
            counts.Count == 0 ? "0" : string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}"));
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{totals.Consumed} read, {totals.Delivered} delivered, {totals.Retries} retries, skipped: {Words(totals.Skipped)}, dead letters: {Words(totals.DeadLetters)}"));
    }
}
