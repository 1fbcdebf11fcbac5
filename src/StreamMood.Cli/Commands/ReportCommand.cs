using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Commands.Replay;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Report;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood report</c>: a stretch of the topics as one page, or as figures for scripts.</summary>
internal static class ReportCommand
{
    public static Command Build(CommandContext context)
    {
        var report = new Command("report", Verbs.Describe(
            "Reads a stretch of the topics and writes one self-contained HTML page with plots: cameras, mood over time, delays, ledger, recommendations, dead letters. With --json its figures as well, or alone.",
            "streammood report today.html --bootstrap kafka-1:9092 --from 8h",
            "streammood report --bootstrap kafka-1:9092 --from 1h --json | jq .captureToEmotionMs.p99"));
        var file = new Argument<string?>("file") { HelpName = "FILE.html", Description = "Where to write the page; may be left out with --json.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "The figures as a line of JSON." };
        report.Arguments.Add(file);
        report.Options.Add(json);
        var range = TimeRange.For(report);
        var loader = SettingsLoader.For(report, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        report.SetAction(async (parse, cancellationToken) =>
        {
            var (from, to) = range.Read(parse, context.Time);
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var path = parse.GetValue(file);
            if (path is null && !parse.GetValue(json))
                throw new UserErrorException("report needs FILE.html to write the page to, or --json for its figures");
            await using var page = path is null ? null : StreamReport.Open("report", path);
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            await BrokerProbe.CheckAsync(clients, StreamReport.Topics, rights: clients.RightsToCopy(StreamReport.Topics, []), cancellationToken: cancellationToken);
            var tally = await Task.Run(() => StreamReport.Read(clients, from, to, (total, read) => ReplayBar.Show(context.Terminal, "events", total, read), cancellationToken), CancellationToken.None);
            if (page is not null)
                await StreamReport.WriteAsync(page, StreamReportPage.Write(tally, null, "streammood report"));
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(JsonSerializer.Serialize(StreamFigures.Of(tally), StreamReportJson.Default.StreamFigures));
            else
                context.Terminal.Error.WriteLine($"{path}: {tally.Cameras.Count} cameras and zones, {tally.Categories.Values.Sum()} recommendations");
            return tally.Span is null ? ExitCode.Partial : ExitCode.Ok;
        });
        return report;
    }
}
