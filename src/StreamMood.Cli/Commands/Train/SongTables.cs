using System.Globalization;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Lab.Training.Songs;

namespace StreamMood.Cli.Commands.Train;

/// <summary>The report of <c>train songs</c> for people.</summary>
internal static class SongTables
{
    public static void Print(Terminal terminal, SongTrainingReport report, bool markdown)
    {
        var grouped = report.GroupedByArtist ? ", artists kept together" : "";
        var learners = new Sheet(
            $"{Figures.Count(report.Rows)} songs, {report.Repeats} × {report.Folds} folds{grouped}, features {string.Join(", ", report.Features)}; shares in %",
            "learner", "accuracy", "sd of a fold", "95 % of the mean", "macro P", "macro R", "macro F1", "log loss", "ECE", "seconds");
        foreach (var l in report.Learners.Concat(report.Plain))
            learners.Add(
                l.Learner, Figures.Percent(l.Accuracy.Mean), Figures.Percent(l.Accuracy.Sd), $"{Figures.Percent(l.Accuracy.Ci[0])}–{Figures.Percent(l.Accuracy.Ci[1])}",
                Figures.Percent(l.MacroPrecision), Figures.Percent(l.MacroRecall), Figures.Percent(l.MacroF1), Figures.Number(l.LogLoss), Figures.Number(l.Ece), Figures.Number(l.Seconds, "0"));
        foreach (var p in report.Published)
            learners.Add($"published: {p.Model}", Figures.Percent(p.Accuracy), Figures.Percent(p.Sd), "–", "–", "–", "–", "–", "–", "–");
        learners.Print(terminal, markdown);

        var tests = new Sheet("Differences of accuracy in points; corrected resampled t-test (Nadeau and Bengio 2003)", "first", "second", "difference", "95 %", "t", "p");
        foreach (var t in report.Tests)
            tests.Add(t.First, t.Second, Figures.Percent(t.Difference), $"{Figures.Percent(t.Ci[0])} to {Figures.Percent(t.Ci[1])}", Figures.Number(t.T, "0.00"), Figures.Number(t.P, "0.0000"));
        tests.Print(terminal, markdown);

        var picked = report.Learners.Single(l => l.Learner == report.Picked);
        var classes = new Sheet(
            $"{picked.Learner}, classes; the last four columns are the confusion, each song once a repeat",
            ["class", "precision", "recall", "F1", .. picked.PerClass.Select(c => $"as {c.Label}")]);
        for (var k = 0; k < picked.PerClass.Count; k++)
        {
            var c = picked.PerClass[k];
            classes.Add([c.Label, Figures.Percent(c.Precision), Figures.Percent(c.Recall), Figures.Percent(c.F1), .. picked.Confusion[k].Select(n => Figures.Count(n))]);
        }

        classes.Print(terminal, markdown);
        var curve = new Sheet($"{picked.Learner}, learning curve", "songs", "accuracy", "sd of a fold");
        foreach (var point in report.LearningCurve)
            curve.Add(Figures.Count(point.Rows), Figures.Percent(point.Accuracy), Figures.Percent(point.Sd));
        curve.Print(terminal, markdown);
        var importance = new Sheet($"{picked.Learner}, permutation importance: points of accuracy lost when a feature is shuffled", "feature", "lost", "sd of a fold");
        foreach (var i in report.Importance)
            importance.Add(i.Feature, Figures.Percent(i.Drop), Figures.Percent(i.Sd));
        importance.Print(terminal, markdown);
        foreach (var line in Remarks(report))
            terminal.Out.WriteLine(markdown ? $"- {line}" : line);
    }

    private static IEnumerable<string> Remarks(SongTrainingReport report)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{report.Duplicates} repeated songs left out, {report.Conflicts} of them with two moods; random search of {report.Budget} settings in {report.InnerFolds} inner folds; seed {report.Seed}; {report.Seconds} s");
        yield return "plain: default settings, nine audio features and the duration, no search, on the same splits; published figures are on splits of their own";
        if (report.Model is { } model)
            yield return string.Create(CultureInfo.InvariantCulture, $"wrote {model.Learner} to {model.Path}, {model.Bytes} bytes, SHA-256 {model.Sha256}");
    }
}
