using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Commands.Replay;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Report;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood report</c>: a stretch of the topics as one page.</summary>
internal static class ReportCommand
{
    public static Command Build(CommandContext context)
    {
        var report = new Command("report", Verbs.Describe(
            "Reads a stretch of the topics and writes one self-contained HTML page with plots: cameras, mood over time, delays, ledger, recommendations, dead letters.",
            "streammood report today.html --bootstrap kafka-1:9092 --from 8h"));
        var file = new Argument<string>("file") { HelpName = "FILE.html", Description = "Where to write the page." };
        report.Arguments.Add(file);
        var range = TimeRange.For(report);
        var loader = SettingsLoader.For(report, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        report.SetAction(async (parse, cancellationToken) =>
        {
            var (from, to) = range.Read(parse, context.Time);
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            await using var page = StreamReport.Open("report", parse.GetValue(file)!);
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            await BrokerProbe.CheckAsync(clients, StreamReport.Topics, rights: clients.RightsToCopy(StreamReport.Topics, []), cancellationToken: cancellationToken);
            var tally = await Task.Run(() => StreamReport.Read(clients, from, to, (total, read) => ReplayBar.Show(context.Terminal, "events", total, read), cancellationToken), CancellationToken.None);
            await StreamReport.WriteAsync(page, StreamReportPage.Write(tally, null, "streammood report"));
            context.Terminal.Error.WriteLine($"{parse.GetValue(file)}: {tally.Cameras.Count} cameras and zones, {tally.Categories.Values.Sum()} recommendations");
            return tally.Span is null ? ExitCode.Partial : ExitCode.Ok;
        });
        return report;
    }
}
