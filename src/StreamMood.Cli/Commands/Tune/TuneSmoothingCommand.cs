using System.CommandLine;
using System.Globalization;
using StreamMood.Cli.Commands.Bench;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Smoothing;

namespace StreamMood.Cli.Commands.Tune;

/// <summary><c>streammood tune smoothing</c>: picks on one half of the people, reports on the other.</summary>
internal static class TuneSmoothingCommand
{
    public static Command Build(CommandContext context)
    {
        var smoothing = new Command("smoothing", Verbs.Describe(
            "Picks window, filter and hysteresis on the streams of one half of the people (odd casts) and reports on the other half; "
            + "with --learn writes what filters know beforehand, learnt on the first half.",
            "streammood tune smoothing --json", "streammood tune smoothing --learn src/StreamMood.Mood/Smoothing"));
        var json = new Option<bool>("--json") { Description = "The report as one JSON object." };
        var markdown = new Option<bool>("--markdown") { Description = "Tables in Markdown." };
        var learn = new Option<string?>("--learn")
        {
            HelpName = "DIR",
            Description = "Write chain.csv (transition matrix and confusion of hmm) and centres.csv (of kalman) there and do nothing else; they are compiled in with the next build.",
        };
        var streams = new SmoothingStreams();
        foreach (var option in (Option[])[json, markdown, learn])
            smoothing.Options.Add(option);
        streams.AddTo(smoothing);
        var loader = SettingsLoader.For(smoothing, InferenceSettingOptions.Detector(), InferenceSettingOptions.Emotion());
        smoothing.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var own = new SmoothingWay(BenchSmoothingCommand.Options(settings));
            var folder = parse.GetValue(learn);
            var report = await EvaluationBar.ShowAsync(context.Terminal, progress => Task.Run(
                () =>
                {
                    var all = streams.Load(parse, settings, progress, cancellationToken);
                    if (folder is null)
                        return Report(SmoothingBenchmark.WithLosses(all), own, progress, cancellationToken);
                    Learn(folder, [.. all.Where(Picks)]);
                    return null;
                },
                cancellationToken));
            if (report is null)
                context.Terminal.Out.WriteLine($"wrote {Path.Combine(folder!, "chain.csv")} and {Path.Combine(folder!, "centres.csv")}");
            else if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(report.ToJson());
            else
                SmoothingTables.Print(context.Terminal, report, parse.GetValue(markdown));
            return ExitCode.Ok;
        });
        return smoothing;
    }

    private static bool Picks(LabelledSequence stream) => stream.Cast % 2 == 1;

    private static SmoothingReport Report(IReadOnlyList<LabelledSequence> all, SmoothingWay own, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        LabelledSequence[] first = [.. all.Where(Picks)], second = [.. all.Where(s => !Picks(s))];
        SmoothingWay[] ways = [.. SmoothingWay.All, own];
        var picking = SmoothingBenchmark.Run(first, ways, progress, cancellationToken);
        var knee = picking.Knee();
        var telling = SmoothingBenchmark.Run(second, ways, progress, cancellationToken);
        var report = SmoothingReport.Of("smoothing-tuning", second, telling, telling.Points[^1], telling.Points.First(p => p.Way == knee.Way));
        return report with
        {
            // Each filter's setting is the first half's pick as well.
            Filters = [.. picking.PerFilter().Select(p => telling.Row(telling.Points.First(t => t.Way == p.Way)))],
            PickedOn = picking.Row(knee),
        };
    }

    private static void Learn(string folder, IReadOnlyList<LabelledSequence> streams)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"learnt-{streams.Count}-streams");
        try
        {
            File.WriteAllText(Path.Combine(folder, "chain.csv"), ChainLearner.Chain(name, streams).ToCsv());
            File.WriteAllText(Path.Combine(folder, "centres.csv"), ChainLearner.Centres(name, streams).ToCsv());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--learn '{folder}': {e.Message}", e);
        }
    }
}
