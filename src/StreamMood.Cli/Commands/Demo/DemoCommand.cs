using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Operator;
using StreamMood.Cli.Report;
using StreamMood.Cli.Web;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Pipeline.Camera;

namespace StreamMood.Cli.Commands.Demo;

/// <summary><c>streammood demo</c>: everything in one process, over real topics.</summary>
internal static class DemoCommand
{
    /// <summary>Synthetic cameras when nothing is asked for.</summary>
    public const int DefaultCameras = 6;

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan PageStop = TimeSpan.FromSeconds(2);

    public static Command Build(CommandContext context)
    {
        var demo = new Command("demo", Verbs.Describe(
            "Runs cameras, inference and recommender in one process, over real topics: those of --bootstrap (a Kafka that no other cameras use), or an embedded broker's. "
            + "Six synthetic cameras act out expressions unless --source or --cameras asks for others; both kinds mix. Ctrl-C ends it in order, with a summary.",
            "streammood demo",
            "streammood demo --cameras 2 --source lobby.mp4 --duration 60",
            "streammood demo --duration 30 --json"));
        var count = CameraSettingOptions.Count("--cameras", "Synthetic cameras. Default 6, or none when a --source is given.");
        var source = CameraSettingOptions.Source();
        var duration = new Option<string?>("--duration") { HelpName = "SECONDS", Description = "Stop after this time. Default: run until Ctrl-C." };
        var picture = new Option<string?>("--picture") { HelpName = "FILE.svg", Description = "At the end, draw the terminal's view into a file." };
        var report = new Option<string?>("--report") { HelpName = "FILE.html", Description = "At the end, write what the topics hold as one page with plots." };
        var port = new Option<int?>("--port") { HelpName = "N", Description = "Fixed port of the embedded broker, for a second terminal: streammood watch --bootstrap 127.0.0.1:N." }.Within(1, 65535);
        var json = new Option<bool>("--json") { Description = "One recommendation a line, and a summary as the last." };
        var loader = SettingsLoader.For(
            demo,
            [
                count, CameraSettingOptions.Fps(), source, CameraSettingOptions.Loop(), CameraSettingOptions.Seed(),
                CommonOptions.Bootstrap(), CommonOptions.ClientFile(),
                InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(), InferenceSettingOptions.Emotion(),
                InferenceSettingOptions.DetectorSize(), .. RecommenderSettingOptions.All(),
                CommonOptions.Http("the page, /health and /metrics", "a free one; off for none"), CommonOptions.LogLevel(),
            ]);
        foreach (var option in (Option[])[duration, port, picture, report, json])
            demo.Options.Add(option);
        demo.SetAction(async (parse, cancellationToken) =>
        {
            var limit = Durations.Read(parse, duration);
            var settings = new StreamMoodSettings();
            settings.Log.Level = LogLevel.Warning;
            settings.Camera.Count = parse.GetResult(source) is null ? DefaultCameras : 0;
            settings.Songs.Catalogue = SongSettings.Illustrative;
            settings.Http.Port = 0;
            settings.Recommender.ZoneSetting = "demonstration";
            settings.Camera.AssumeConsent(new CameraConsent(ConsentBases.Demonstration));
            loader.Load(parse, context.Environment, settings);
            if (settings.Camera is { Count: 0, Sources.Count: 0, File: null })
                throw new UserErrorException($"{count.Name} 0 leaves the demo without a camera; give {count.Name} 1 or more, or a --source");
            if (parse.GetValue(port) is not null && DemoBroker.IsNamed(settings.Kafka))
                throw new UserErrorException("--port is for the embedded broker and --bootstrap for another one; give one of them");
            await using var drawing = Open(picture, parse);
            await using var page = Open(report, parse);
            return await RunAsync(context, settings, limit, parse.GetValue(port), parse.GetValue(json), drawing, page, cancellationToken);
        });
        return demo;
    }

    private static async Task<int> RunAsync(
        CommandContext context, StreamMoodSettings settings, TimeSpan? limit, int? port, bool json, FileStream? picture, FileStream? report, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;
        var live = !json && terminal.IsInteractive;
        using var warnings = new RecentWarnings(context.Time);
        Action<ILoggingBuilder> log = live ? l => l.AddProvider(warnings) : RoleHost.LogToStandardError(settings.Log, context.Time);

        DateTimeOffset? started = DemoBroker.IsNamed(settings.Kafka) ? context.Time.GetUtcNow() : null; // an embedded broker holds nothing older
        var cameras = CameraPlan.Read(settings.Camera);
        SongSetup.Apply(settings, terminal);
        using var broker = await DemoBroker.StartAsync(
            settings, port, cameras.Count, context.Time, cancellationToken);
        await using var run = new DemoRun(settings, broker.Kafka, log, context.Time);
        var truth = new TruthScore(run.Agent.Acted);
        using var feed = new DemoFeed(broker, (recommendation, bytes) =>
        {
            truth.Add(recommendation);
            if (json)
                WriteLine(terminal, EventLine.Recommendation(bytes));
            else if (!live)
                terminal.Console.Write(new Rows(MoodCells.Line(recommendation)));
        });
        await using var page = settings.Http.IsOn ? RoleHost.Build(log, context.Time, PageStop, s => s.AddWeb(settings, broker.Kafka)) : null;
        await using var http = new DemoHttp(settings, run, page, log, context.Time);
        await http.ClaimAsync(cancellationToken);
        var view = new DemoView(run, feed, warnings, () => http.Address is { } address ? $"{address}; {broker.Description}" : broker.Description, context.Time);
        feed.Start();
        using var ended = new CancellationTokenSource();
        var screen = live ? view.ShowAsync(terminal.Console, Refresh, ended.Token) : Task.CompletedTask;
        try
        {
            await run.RunAsync(limit, () => http.Start(address => Tell(terminal, json, live, address)), cancellationToken);
        }
        finally
        {
            try
            {
                await feed.StopAsync(() => run.Recommended.Recommendations);
            }
            finally
            {
                await ended.CancelAsync();
                await screen;
            }
        }

        var summary = DemoSummaries.Of(run, feed.Count, truth.Result, cameras.Any(c => c.Source.Kind == SourceKind.Synthetic) ? settings.Camera.Generator : null, http.Address);
        if (picture is not null)
            await DrawAsync(picture, view);
        if (report is not null)
        {
            var tally = await Task.Run(() => StreamReport.Read(broker.Clients, started, null, (_, read) => read(_ => { }), CancellationToken.None), CancellationToken.None);
            await StreamReport.WriteAsync(report, StreamReportPage.Write(tally, summary, "streammood demo"));
        }

        if (json)
            WriteLine(terminal, JsonSerializer.Serialize(summary, DemoJson.Default.DemoSummary));
        else
            DemoSummaries.Print(terminal.Console, summary);
        if (!summary.Frames.AddsUp)
            terminal.Error.WriteLine("streammood: the frames do not add up; do other cameras publish to this Kafka, or did the broker fail?");
        return feed.Count > 0 && summary.Frames.AddsUp ? ExitCode.Ok : ExitCode.Partial;
    }

    private static void Tell(Terminal terminal, bool json, bool live, string address)
    {
        if (!json && !live)
            WriteLine(terminal, address);
    }

    private static void WriteLine(Terminal terminal, string line)
    {
        // Whole lines at once: the feed's thread and the summary share the stream.
        lock (terminal)
        {
            terminal.Out.WriteLine(line);
            terminal.Out.Flush();
        }
    }

    // Opened before anything runs: a minute's demo must not end with a path that cannot be written. Emptied only when there is
    // something new: a demo that cannot start leaves the old one.
    private static FileStream? Open(Option<string?> option, ParseResult parse) =>
        parse.GetValue(option) is { } path ? StreamReport.Open(option.Name, path) : null;

    private static async Task DrawAsync(FileStream file, DemoView view) =>
        await StreamReport.WriteAsync(file, TerminalPicture.Draw(view.Draw(), 98, "infra/demo"));
}
