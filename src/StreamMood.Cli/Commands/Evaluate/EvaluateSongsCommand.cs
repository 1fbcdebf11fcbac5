using System.CommandLine;
using StreamMood.Lab.Evaluation;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary><c>streammood evaluate songs</c>: a song model on labelled songs.</summary>
internal static class EvaluateSongsCommand
{
    public static Command Build(CommandContext context)
    {
        var songs = new Command("songs", Verbs.Describe(
            "Measures a song model (ours, or one exported by scikit-learn or ML.NET) on labelled songs, through the code that the recommender runs. "
            + "A model knows the songs it was trained on; what it does on others tells 'train songs'.",
            "streammood evaluate songs --data songs.csv --model songs.onnx",
            "streammood evaluate songs --data songs.csv --transfer emomusic/ --catalogue hits.csv --json"));
        var data = new Option<string>("--data") { HelpName = "CSV", Description = "The labelled songs: mood and features.", Required = true };
        var model = new Option<string?>("--model") { HelpName = "FILE", Description = "The model. Default the bundled one." };
        var transfer = new Option<string?>("--transfer") { HelpName = "DIR", Description = "emoMusic: compares categories with human valence and arousal, genre by genre." };
        var catalogue = new Option<string?>("--catalogue") { HelpName = "FILE", Description = "Songs with genres for that comparison. Default the labelled songs." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var markdown = new Option<bool>("--markdown") { Description = "Tables in Markdown." };
        foreach (var option in (Option[])[data, model, transfer, catalogue, json, markdown])
            songs.Options.Add(option);
        songs.SetAction((parse, cancellationToken) =>
        {
            var report = SongEvaluation.Run(
                parse.GetRequiredValue(data), parse.GetValue(model) ?? SongModel.BundledPath, parse.GetValue(transfer), parse.GetValue(catalogue));
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(report.ToJson());
            else
                Print(context.Terminal, report, parse.GetValue(markdown));
            return Task.FromResult(ExitCode.Ok);
        });
        return songs;
    }

    private static void Print(Terminal terminal, SongReport report, bool markdown)
    {
        var summary = new Sheet($"{Figures.Count(report.Songs)} songs; shares in %", "model", "accuracy", "95 %", "macro P", "macro R", "macro F1", "log loss", "ECE") { Turned = true };
        summary.Add(
            report.Model, Figures.Percent(report.Accuracy), $"{Figures.Percent(report.AccuracyCi[0])}–{Figures.Percent(report.AccuracyCi[1])}",
            Figures.Percent(report.MacroPrecision), Figures.Percent(report.MacroRecall), Figures.Percent(report.MacroF1), Figures.Number(report.LogLoss), Figures.Number(report.Ece));
        summary.Print(terminal, markdown);
        var classes = new Sheet(
            "Categories; valence and energy are the features' means in standard deviations, the rest the confusion",
            ["category", "precision", "recall", "F1", "valence", "energy", .. report.PerClass.Select(c => $"as {c.Label}")]);
        for (var k = 0; k < report.PerClass.Count; k++)
        {
            var c = report.PerClass[k];
            classes.Add([
                c.Label, Figures.Percent(c.Precision), Figures.Percent(c.Recall), Figures.Percent(c.F1), Figures.Number(c.Valence, "0.00"),
                Figures.Number(c.Energy, "0.00"), .. report.Confusion[k].Select(n => Figures.Count(n))]);
        }

        classes.Print(terminal, markdown);
        if (report.SeenInTraining)
            terminal.Out.WriteLine("the model was trained on this very file; how good it is on other songs tells 'train songs'");
        if (report.Transfer is not { } t)
            return;
        var genres = new Sheet(
            $"{Figures.Count(t.Rated)} songs rated by people, {Figures.Count(t.SongsInBoth)} of them in the catalogue; by genre",
            "genre", "rated", "human valence", "human arousal", "scored", "model valence", "model arousal");
        foreach (var g in t.Genres)
            genres.Add(
                g.Genre, Figures.Count(g.Rated), Figures.Number(g.HumanValence, "0.00"), Figures.Number(g.HumanArousal, "0.00"), Figures.Count(g.Scored),
                Figures.Number(g.ModelValence, "0.00"), Figures.Number(g.ModelArousal, "0.00"));
        genres.Print(terminal, markdown);
        terminal.Out.WriteLine($"rank correlation over genres: valence {Figures.Number(t.ValenceRank, "0.00")}, arousal {Figures.Number(t.ArousalRank, "0.00")}");
        terminal.Out.WriteLine($"correlation of valence and arousal among people {Figures.Number(t.HumanCorrelation, "0.00")}, of the features valence and energy {Figures.Number(t.FeatureCorrelation, "0.00")}");
        terminal.Out.WriteLine(t.Caveat);
    }
}
