using System.Globalization;
using StreamMood.Lab.Evaluation;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary>Emotion reports for people.</summary>
internal static class EmotionTables
{
    public static void Print(Terminal terminal, EmotionEvaluation evaluation, bool markdown)
    {
        var first = evaluation.Reports[0];
        var noFace = first.NoFace > 0 ? $", {Figures.Count(first.NoFace)} without a face found and left out" : "";
        var summary = new Sheet(
            $"{first.Dataset} {first.Split}, labels {first.Labels}: {Figures.Count(first.Images)} pictures{noFace}; shares in %",
            "model", "readout", "accuracy", "95 %", "balanced", "macro P", "macro F1", "weighted F1", "kappa", "ECE", "NLL", "faces/s", "bytes")
        {
            Turned = true,
        };
        foreach (var r in evaluation.Reports)
            summary.Add(
                r.Model, r.Readout, Figures.Percent(r.Accuracy), $"{Figures.Percent(r.AccuracyCi[0])}–{Figures.Percent(r.AccuracyCi[1])}",
                Figures.Percent(r.BalancedAccuracy), Figures.Percent(r.MacroPrecision), Figures.Percent(r.MacroF1), Figures.Percent(r.WeightedF1),
                Figures.Number(r.Kappa), Figures.Number(r.Ece), Figures.Number(r.Nll), Figures.Count((long)r.FacesPerSecond), Figures.Count(r.ModelBytes));
        summary.Print(terminal, markdown);
        foreach (var report in evaluation.Reports)
        {
            Classes(report).Print(terminal, markdown);
            Confusion(report).Print(terminal, markdown);
        }

        if (!markdown)
            terminal.Out.WriteLine();
        foreach (var line in Remarks(evaluation))
            terminal.Out.WriteLine(markdown ? $"- {line}" : line);
    }

    /// <summary>What else to know, one line each.</summary>
    public static IEnumerable<string> Remarks(EmotionEvaluation evaluation)
    {
        foreach (var note in evaluation.Notes)
            yield return note;
        yield return evaluation.Duplicates.Describe();
        foreach (var (first, second, test) in evaluation.Differences)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"McNemar: {test.OnlyFirst} pictures are read rightly only by {first}, {test.OnlySecond} only by {second}; {test.PText} (exact)");
    }

    private static Sheet Classes(EmotionReport report)
    {
        var sheet = new Sheet($"{report.Model}, classes", "class", "precision", "recall", "F1", "pictures");
        foreach (var c in report.PerClass)
            sheet.Add(c.Label, Figures.Percent(c.Precision), Figures.Percent(c.Recall), Figures.Percent(c.F1), Figures.Count(c.Support));
        return sheet;
    }

    private static Sheet Confusion(EmotionReport report)
    {
        var sheet = new Sheet($"{report.Model}, confusion: rows show, columns were read", ["", .. report.PerClass.Select(c => c.Label[..Math.Min(4, c.Label.Length)])]);
        for (var i = 0; i < report.PerClass.Count; i++)
            sheet.Add([report.PerClass[i].Label, .. report.Confusion[i].Select(n => Figures.Count(n))]);
        return sheet;
    }
}
