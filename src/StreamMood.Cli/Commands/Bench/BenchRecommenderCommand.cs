using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using StreamMood.Cli.Configuration;
using StreamMood.Mood;
using StreamMood.Pipeline.Recommender;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench recommender</c>: how fast emotion events become recommendations.</summary>
internal static class BenchRecommenderCommand
{
    private const string DefaultTopic = "streammood.bench-emotions.v1";
    private const int FillRate = 10;

    public static Command Build(CommandContext context)
    {
        var command = new Command("recommender", Verbs.Describe(
            "Fills a topic with emotion events of many cameras when it holds too few, and times a recommender from the first to the last of them; "
            + "with --peer a Kafka Streams application over the same topic and windows (hopping, 10 s by 1 s, 2 s grace, unless set otherwise). "
            + "With --rate cameras send as time passes, ever more of them in the first quarter, windows are as recommend has them, and lag, delay and state are told.",
            "streammood bench recommender --bootstrap localhost:9092 --events 1000000 --exactly-once --json",
            "streammood bench recommender --bootstrap localhost:9092 --cameras 50000 --rate 1 --seconds 60"));
        var events = BenchOptions.Number("--events", "N", "Events to work through. Default 500000.", 500_000, 1000, 1_000_000_000);
        var cameras = BenchOptions.Number("--cameras", "N", "Cameras. Default 200.", 200, 1, 100_000);
        var workers = BenchOptions.Number("--workers", "N", "Recommenders that share the work, each a thread and a member of the group. Default 1.", 1, 1, 64);
        var threads = BenchOptions.Number("--peer-threads", "N", "Threads of the peer. Default 2.", 2, 1, 64);
        var seconds = BenchOptions.Number("--seconds", "N", "How long the cameras of --rate send. Default 60.", 60, 5, 3600);
        var rate = new Option<double?>("--rate") { HelpName = "N", Description = "Events a second and camera, as time passes." }.Within(0.001, 100);
        var exactly = new Option<bool>("--exactly-once") { Description = "In transactions, as recommend does by default; otherwise at least once." };
        var peer = new Option<string?>("--peer") { HelpName = "DIR", Description = "Folder of a Kafka Streams application: run BOOTSTRAP IN OUT GUARANTEE EVENTS THREADS." };
        var json = new Option<bool>("--json") { Description = "The report as one JSON object." };
        foreach (var option in (Option[])[events, cameras, exactly, workers, peer, threads, rate, seconds, json])
            command.Options.Add(option);
        var loader = SettingsLoader.For(
            command, CommonOptions.Bootstrap(), CommonOptions.ClientFile(),
            new("--topic", "recommender.topic", "TOPIC", $"Topic to fill and read. Default {DefaultTopic}."), CommonOptions.LogLevel());
        command.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, Defaults(besidePeer: parse.GetValue(rate) is null));
            settings.Recommender.Delivery = parse.GetValue(exactly) ? DeliveryGuarantee.ExactlyOnce : DeliveryGuarantee.AtLeastOnce;
            using var loggers = LoggerFactory.Create(RoleHost.LogToStandardError(settings.Log, context.Time));
            var bench = new RecommenderBench(settings, loggers, context.Time, line => context.Terminal.Error.WriteLine($"streammood: {line}"));
            await bench.PrepareAsync(cancellationToken);
            RecommenderReport report;
            if (parse.GetValue(rate) is { } live)
            {
                report = await bench.LoadAsync(parse.GetValue(cameras), live, TimeSpan.FromSeconds(parse.GetValue(seconds)), cancellationToken);
            }
            else
            {
                var held = await Task.Run(() => bench.Fill(parse.GetValue(events), parse.GetValue(cameras), FillRate, cancellationToken), cancellationToken);
                report = await bench.RunAsync(held, parse.GetValue(cameras), parse.GetValue(workers), cancellationToken);
                if (parse.GetValue(peer) is { } folder)
                {
                    var theirs = await bench.PeerAsync(folder, held, parse.GetValue(threads), cancellationToken);
                    report = report with { Peer = theirs, TimesPeer = Math.Round(report.EventsPerSecond / theirs.EventsPerSecond, 2) };
                }
            }

            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(RecommenderReportJson.Write(report));
            else
                Print(context.Terminal.Console, report);
            return ExitCode.Ok;
        });
        return command;
    }

    private static StreamMoodSettings Defaults(bool besidePeer)
    {
        var settings = new StreamMoodSettings();
        settings.Recommender.Topic = DefaultTopic;
        settings.Log.Level = LogLevel.Warning;
        if (!besidePeer)
            return settings;
        settings.Recommender.Windows = WindowKind.Hopping;
        settings.Recommender.Window = TimeSpan.FromSeconds(10);
        settings.Recommender.Hop = TimeSpan.FromSeconds(1);
        settings.Recommender.Grace = TimeSpan.FromSeconds(2);
        return settings;
    }

    private static void Print(IAnsiConsole console, RecommenderReport r)
    {
        var table = new Table().Border(TableBorder.Rounded).Title($"{r.Cameras} cameras, {r.Windows}, {r.Delivery}").AddColumns("figure", "value");
        void Row(string name, double value, string format = "N0") => table.AddRow(name, value.ToString(format, CultureInfo.InvariantCulture));
        Row("events", r.Events);
        Row("seconds", r.Seconds, "0.00");
        Row("events a second", r.EventsPerSecond);
        Row("recommendations", r.Recommendations);
        Row("peak memory, MiB", r.PeakRssMb);
        Row("allocated bytes an event", r.AllocatedBytesPerEvent);
        Row("processor microseconds an event", r.CpuMicrosPerEvent, "0.00");
        if (r.Peer is { } peer)
        {
            Row($"{peer.Peer}, events a second", peer.EventsPerSecond);
            Row("times as fast", r.TimesPeer ?? 0, "0.0");
        }

        if (r.Live is { } live)
        {
            Row("published a second", live.PublishedPerSecond);
            Row("lag, mean", live.LagMean);
            Row("lag, most", live.LagMax);
            Row("lag at the end", live.LagEnd);
            Row("processor microseconds a window", live.CpuMicrosPerWindow, "0.0");
            Row("window end to recommendation p50, ms", live.WindowToRecommendationP50Ms);
            Row("window end to recommendation p95, ms", live.WindowToRecommendationP95Ms);
            Row("state bytes a camera", live.StateBytesPerCamera);
            Row($"{live.RestoredKeys:N0} keys restored in, s", live.RestoreSeconds, "0.00");
        }

        console.Write(table);
    }
}
