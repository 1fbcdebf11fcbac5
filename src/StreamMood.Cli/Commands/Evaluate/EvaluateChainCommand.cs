using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary><c>streammood evaluate chain</c>: from acted expression to chosen song.</summary>
internal static class EvaluateChainCommand
{
    public static Command Build(CommandContext context)
    {
        var chain = new Command("chain", Verbs.Describe(
            "Judges the whole chain over synthetic cameras: from the expression that was acted to the category of the song that was chosen. "
            + "With --data songs come from labelled songs, each categorised by a model that did not know it, and are held against their label; "
            + "otherwise from a catalogue. The faces are drawn by a model in whose training the classifier took part, which flatters it.",
            "streammood evaluate chain --cameras 8 --seconds 84",
            "streammood evaluate chain --data songs.csv --json"));
        var cameras = new Option<int>("--cameras") { HelpName = "N", Description = "Synthetic cameras, 1 to 200. Default 8.", DefaultValueFactory = _ => 8 };
        var seconds = new Option<int>("--seconds") { HelpName = "N", Description = "Event time of each, 10 to 3600. Default 84.", DefaultValueFactory = _ => 84 };
        var fps = new Option<double>("--fps") { HelpName = "N", Description = "Frames a second, 1 to 30. Default 5.", DefaultValueFactory = _ => 5 };
        var data = new Option<string?>("--data") { HelpName = "CSV", Description = "Labelled songs to choose from." };
        var catalogue = new Option<string?>("--catalogue") { HelpName = "FILE", Description = "Songs to choose from. Default the illustrative ones." };
        var model = new Option<string?>("--model") { HelpName = "FILE", Description = "Song model for the catalogue. Default the bundled one." };
        var seed = new Option<int>("--seed") { HelpName = "N", Description = "Default 1.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var markdown = new Option<bool>("--markdown") { Description = "Tables in Markdown." };
        foreach (var option in (Option[])[cameras, seconds, fps, data, catalogue, model, seed, json, markdown])
            chain.Options.Add(option);
        var loader = SettingsLoader.For(
            chain, InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(), InferenceSettingOptions.Emotion(), InferenceSettingOptions.DetectorSize());
        chain.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            Range("--cameras", parse.GetValue(cameras), 1, 200);
            Range("--seconds", parse.GetValue(seconds), 10, 3600);
            Range("--fps", parse.GetValue(fps), 1, 30);
            if (parse.GetValue(data) is not null && (parse.GetValue(catalogue) ?? parse.GetValue(model)) is not null)
                throw new UserErrorException("--data brings its own songs and model; give it or --catalogue and --model");
            var options = new ChainOptions(
                parse.GetValue(cameras), TimeSpan.FromSeconds(parse.GetValue(seconds)), parse.GetValue(fps), parse.GetValue(data),
                parse.GetValue(catalogue) ?? SongCatalogue.BundledPath, parse.GetValue(model) ?? SongModel.BundledPath, parse.GetValue(seed));
            var report = await EvaluationBar.ShowAsync(
                context.Terminal,
                progress => Task.Run(() => ChainRun.Run(options, settings.Inference, settings.Recommender.ToMood(), progress, cancellationToken), cancellationToken));
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(JsonSerializer.Serialize(report, ChainJson.Default.ChainReport));
            else
                Print(context.Terminal, report, parse.GetValue(markdown));
            return ExitCode.Ok;
        });
        return chain;
    }

    private static void Range(string name, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, expected {low} to {high}"));
    }

    private static void Print(Terminal terminal, ChainReport report, bool markdown)
    {
        Sheet("acted → recommended category", report.Category).Print(terminal, markdown);
        Sheet("acted → category of the chosen song", report.Song).Print(terminal, markdown);
        var truth = report.Songs.Truth == "label" ? "what people called it" : "what the song model says";
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Cameras} cameras, {report.Seconds} s each, {report.DistinctSongs} different songs of {report.Songs.Count} ({report.Songs.Path}); a song's category is {truth}; the songs' own categories are right for {Figures.Percent(report.Songs.Accuracy)} %"));

        Sheet Sheet(string what, ChainStage stage)
        {
            var sheet = new Sheet($"{what}, windows: {Figures.Percent(stage.Accuracy)} % of {Figures.Count(report.Windows)}", ["acted", .. report.Columns]);
            for (var row = 0; row < stage.Confusion.Length; row++)
                sheet.Add([report.Columns[row], .. stage.Confusion[row].Select(n => Figures.Count(n))]);
            return sheet;
        }
    }
}
