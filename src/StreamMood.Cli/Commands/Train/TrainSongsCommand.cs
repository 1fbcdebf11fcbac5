using System.CommandLine;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Lab.Training.Songs;

namespace StreamMood.Cli.Commands.Train;

/// <summary><c>streammood train songs</c>: from labelled songs to a song category model.</summary>
internal static class TrainSongsCommand
{
    public static Command Build(CommandContext context)
    {
        var songs = new Command("songs", Verbs.Describe(
            "Trains song classifiers by nested, repeated, stratified cross-validation, compares them, and writes one as ONNX. "
            + "The CSV has a column mood (Happy, Energetic, Calm, Sad) and Spotify-style features. Takes a few minutes with all learners; "
            + "the same seed gives the same numbers.",
            "streammood train songs --data songs.csv",
            "streammood train songs --data songs.csv --learner softmax --learner rbf-svm --repeats 2 --json",
            "streammood train songs --data songs.csv --learner softmax --output songs.onnx"));
        var data = new Option<string>("--data") { HelpName = "CSV", Description = "The labelled songs.", Required = true };
        var learner = new Option<string[]>("--learner") { HelpName = "NAME|all", Description = "softmax, lda, qda, naive-bayes, knn, tree, forest, boosting, linear-svm, rbf-svm, ensemble; repeatable. Default all." };
        var features = new Option<string?>("--features") { HelpName = "audio|duration|release|all", Description = "Nine audio features; with the duration; with the year of release (default); with popularity." };
        var folds = new Option<int?>("--folds") { HelpName = "N", Description = "Outer folds. Default 10." };
        var repeats = new Option<int?>("--repeats") { HelpName = "N", Description = "Repeats of the outer folds. Default 5." };
        var inner = new Option<int?>("--inner-folds") { HelpName = "N", Description = "Folds of the search inside a training part. Default 3." };
        var budget = new Option<int?>("--budget") { HelpName = "N", Description = "Settings a search tries; 1 keeps the defaults. Default 12." };
        var seed = new Option<int?>("--seed") { HelpName = "N", Description = "Default 1." };
        var group = new Option<bool>("--group-by-artist") { Description = "Keep an artist's songs in one fold: how good it is on artists never heard." };
        var pick = new Option<string?>("--pick") { HelpName = "NAME", Description = "The learner to look into and to write. Default the most accurate." };
        var output = new Option<string?>("--output") { HelpName = "FILE.onnx", Description = "Where to write the picked model, trained on all songs." };
        var version = new Option<string?>("--model-version") { HelpName = "TEXT", Description = "Version the file states. Default a part of its checksum." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var markdown = new Option<bool>("--markdown") { Description = "Tables in Markdown." };
        foreach (var option in (Option[])[data, learner, features, folds, repeats, inner, budget, seed, group, pick, output, version, json, markdown])
            songs.Options.Add(option);
        songs.SetAction(async (parse, cancellationToken) =>
        {
            var fallback = new SongTrainingOptions { Data = parse.GetRequiredValue(data) };
            var options = fallback with
            {
                Learners = parse.GetValue(learner) ?? [],
                Features = parse.GetValue(features) ?? fallback.Features,
                Folds = parse.GetValue(folds) ?? fallback.Folds,
                Repeats = parse.GetValue(repeats) ?? fallback.Repeats,
                InnerFolds = parse.GetValue(inner) ?? fallback.InnerFolds,
                Budget = parse.GetValue(budget) ?? fallback.Budget,
                Seed = parse.GetValue(seed) ?? fallback.Seed,
                GroupByArtist = parse.GetValue(group),
                Pick = parse.GetValue(pick),
                Output = parse.GetValue(output),
                Version = parse.GetValue(version),
            };
            var report = await EvaluationBar.ShowAsync(
                context.Terminal, progress => Task.Run(() => SongTraining.Run(options, progress, cancellationToken), cancellationToken));
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(report.ToJson());
            else
                SongTables.Print(context.Terminal, report, parse.GetValue(markdown));
            return ExitCode.Ok;
        });
        return songs;
    }
}
