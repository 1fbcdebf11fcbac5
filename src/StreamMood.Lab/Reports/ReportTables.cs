using System.Globalization;
using StreamMood.Lab.Comparison;
using StreamMood.Lab.Evaluation;

namespace StreamMood.Lab.Reports;

/// <summary>A table of a report: a title, a header and rows; the first column is text.</summary>
internal sealed record ReportTable(string Title, string[] Columns, IReadOnlyList<string[]> Rows);

/// <summary>The tables of a comparison, the same for page and Markdown.</summary>
internal static class ReportTables
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static ReportTable Emotions(ComparisonReport report, EmotionComparison set)
    {
        var first = set.Reports[0];
        return new ReportTable(
            string.Create(Plain, $"{set.Title}: {first.Images:#,0} pictures; shares in %"),
            ["model", "readout", "accuracy", "95 %", "balanced", "macro P", "macro R", "macro F1", "kappa", "ECE", "NLL", "ms a face", "bytes"],
            [.. set.Reports.Select(r => new[]
            {
                r.Model, r.Readout, Percent(r.Accuracy), $"{Percent(r.AccuracyCi[0])}–{Percent(r.AccuracyCi[1])}", Percent(r.BalancedAccuracy), Percent(r.MacroPrecision),
                Percent(r.MacroRecall), Percent(r.MacroF1), Number(r.Kappa), Number(r.Ece), Number(r.Nll),
                report.MsPerFace.TryGetValue(r.Model, out var ms) ? Number(ms) : "–", Count(r.ModelBytes),
            })]);
    }

    public static ReportTable Classes(EmotionReport report) => new(
        $"{report.Model}, classes", ["class", "precision", "recall", "F1", "pictures"],
        [.. report.PerClass.Select(c => new[] { c.Label, Percent(c.Precision), Percent(c.Recall), Percent(c.F1), Count(c.Support) })]);

    public static ReportTable Detectors(DetectorComparison set)
    {
        var first = set.Reports[0];
        return new ReportTable(
            string.Create(Plain, $"{set.Title}: {first.Images:#,0} pictures, {first.Faces:#,0} faces; recall by face height in pixels of the detector's input; shares in %"),
            ["model", "≥ 96", "48–96", "24–48", "< 24", "precision", "AP50", "false faces a negative", "negatives with one", "NME", "ms", "bytes"],
            [.. set.Reports.Select(r => new[]
            {
                r.Model, Percent(r.Recall.From96), Percent(r.Recall.From48), Percent(r.Recall.From24), Percent(r.Recall.From0), Percent(r.Precision), Percent(r.Ap50),
                Number(r.FalsePositivesPerNegative), Percent(r.NegativesWithFace), Number(r.Nme), Number(r.MsPerImage), Count(r.ModelBytes),
            })]);
    }

    public static ReportTable Learning(ComparisonReport report) => new(
        "Learning curves; shares in %", ["model", "measured", "by", "begins at", "accuracy there", "half of it", "accuracy there", "ends at", "accuracy there"],
        [
            .. report.ClassicalLearning is [var first, .., var last] points
                ? [Row($"{ClassicalPipeline.Name}@1", "FER+ PublicTest", "faces", (first.Faces, first.Accuracy), (points[points.Count / 2].Faces, points[points.Count / 2].Accuracy), (last.Faces, last.Accuracy))]
                : Array.Empty<string[]>(),
            .. report.Training.SelectMany(c => c.Series.Select(s => Row(c.Model, s.Name, "epochs", At(s, 0), At(s, s.Points.Count / 2), At(s, s.Points.Count - 1)))),
        ]);

    private static string[] Row(string model, string what, string by, params (double At, double Share)[] points) =>
        [model, what, by, .. points.SelectMany(p => new[] { Count((long)p.At), Percent(p.Share) })];

    private static (double At, double Share) At(TrainingSeries series, int point) => (series.Points[point][0], series.Points[point][1]);

    public static ReportTable Published(ComparisonReport report) => new(
        "Reported by others, under their own protocols; not measured here",
        ["set", "model", "accuracy", "source", "remark"],
        [.. report.Published.Select(p => new[] { p.Set, p.Model, p.Accuracy?.ToString("0.0#", Plain) ?? "not available", p.Source, p.Remark ?? "" })]);

    public static IEnumerable<string> Differences(EmotionComparison set) => set.Differences.Select(d => string.Create(
        Plain, $"{d.Test.OnlyFirst} pictures are read rightly only by {d.First}, {d.Test.OnlySecond} only by {d.Second}; McNemar's {d.Test.PText} (exact)"));

    private static string Percent(double? share) => share is { } value ? (value * 100).ToString("0.0", Plain) : "–";

    private static string Number(double? value) => value?.ToString("0.000", Plain) ?? "–";

    private static string Count(long value) => value.ToString("#,0", Plain);
}
