using System.CommandLine;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Report;
using StreamMood.Lab.Smoothing;
using StreamMood.Mood;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench smoothing</c>: every filter over the same labelled streams.</summary>
internal static class BenchSmoothingCommand
{
    public static Command Build(CommandContext context)
    {
        var smoothing = new Command("smoothing", Verbs.Describe(
            "Sends labelled streams (synthetic cameras under six lights and four loss rates through the models, real faces with --data, recordings of your own) "
            + "through every filter and hysteresis, and weighs false switches a minute against the delay to a true change.",
            "streammood bench smoothing --plot smoothing.svg --json"));
        var json = new Option<bool>("--json") { Description = "The report as one JSON object." };
        var markdown = new Option<bool>("--markdown") { Description = "Tables in Markdown." };
        var plot = new Option<string?>("--plot") { HelpName = "FILE.svg", Description = "Draw the ways and their Pareto front." };
        var streams = new SmoothingStreams();
        foreach (var option in (Option[])[json, markdown, plot])
            smoothing.Options.Add(option);
        streams.AddTo(smoothing);
        var loader = SettingsLoader.For(smoothing, InferenceSettingOptions.Detector(), InferenceSettingOptions.Emotion());
        smoothing.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            await using var file = parse.GetValue(plot) is { } path ? StreamReport.Open("--plot", path) : null;
            var (report, picture) = await EvaluationBar.ShowAsync(context.Terminal, progress => Task.Run(
                () =>
                {
                    var all = SmoothingBenchmark.WithLosses(streams.Load(parse, settings, progress, cancellationToken));
                    var own = new SmoothingWay(Options(settings));
                    var comparison = SmoothingBenchmark.Run(all, [.. SmoothingWay.All, own], progress, cancellationToken);
                    return (SmoothingReport.Of("smoothing", all, comparison, comparison.Points[^1], comparison.Knee()), ParetoPlot.Draw(comparison, comparison.Points[^1]));
                },
                cancellationToken));
            if (file is not null)
                await StreamReport.WriteAsync(file, picture);
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(report.ToJson());
            else
                SmoothingTables.Print(context.Terminal, report, parse.GetValue(markdown));
            return ExitCode.Ok;
        });
        return smoothing;
    }

    /// <summary>What the recommender would do with these settings.</summary>
    internal static MoodOptions Options(StreamMoodSettings settings) => settings.Recommender.ToMood();
}
