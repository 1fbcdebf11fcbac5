using System.Globalization;
using System.Text;
using StreamMood.Lab.Comparison;
using StreamMood.Lab.Evaluation;

namespace StreamMood.Lab.Reports;

/// <summary>A comparison as one self-contained page: no network, no script, light and dark after the reader's setting.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="made">When.</param>
    /// <param name="command">The command that made it.</param>
    public static string Write(ComparisonReport report, DateTimeOffset made, string command)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>StreamMood: models compared</title><style>")
            .Append(ReportPage.Style).Append("</style></head><body><main><h1>Models compared</h1><p class=\"soft\">")
            .Append(Plot.Encode(string.Create(
                CultureInfo.InvariantCulture, $"Measured {made:yyyy-MM-dd HH:mm} UTC on {report.Processors} processors through the code that the worker runs: {command}")))
            .Append("</p>");
        if (report.Emotions.Count > 0)
            Overview(page, report);
        foreach (var set in report.Emotions)
            Emotions(page, report, set);
        if (report.ClassicalLearning.Count + report.Training.Count > 0)
            Learning(page, report);
        if (report.Detectors.Count > 0)
            page.Append("<h2>Face detectors</h2>");
        foreach (var set in report.Detectors)
            ReportPage.Table(page, ReportTables.Detectors(set));
        page.Append("<h2>Earlier work</h2><p class=\"soft\">What others report stands here and nowhere else on this page: their splits, pretraining and choices differ.</p>");
        ReportPage.Table(page, ReportTables.Published(report), words: true);
        if (report.Notes.Count > 0)
            page.Append("<h2>Notes</h2><ul>").Append(string.Concat(report.Notes.Select(n => $"<li>{Plot.Encode(n)}</li>"))).Append("</ul>");
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Overview(StringBuilder page, ComparisonReport report)
    {
        var models = report.Emotions[0].Reports;
        page.Append("<h2>Accuracy, time and size</h2>").Append(Plot.Legend(models.Select(m => m.Model))).Append("<div class=\"plots\">");
        foreach (var set in report.Emotions)
        {
            ReportPage.Figure(page, $"{set.Title}: accuracy against milliseconds a face", Plot.Series(
                [.. set.Reports.Select(r => (r.Model, Point(report.MsPerFace.GetValueOrDefault(r.Model), r.Accuracy)))], "ms a face, one thread", "accuracy", lines: false, logarithmic: true));
            ReportPage.Figure(page, $"{set.Title}: accuracy against bytes", Plot.Series(
                [.. set.Reports.Select(r => (r.Model, Point(r.ModelBytes, r.Accuracy)))], "bytes", "accuracy", lines: false, logarithmic: true));
        }

        page.Append("</div>");

        static IReadOnlyList<(double X, double Y)> Point(double x, double y) => [(x, y)];
    }

    private static void Learning(StringBuilder page, ComparisonReport report)
    {
        page.Append("<h2>Learning curves</h2><p class=\"soft\">The classical pipeline is trained anew for each point; networks by what their trainers measured after each epoch, on the pictures that chose the checkpoint.</p><div class=\"plots\">");
        if (report.ClassicalLearning.Count > 0)
            ReportPage.Figure(page, $"{ClassicalPipeline.Name}: what more faces bring, FER+ PublicTest", Plot.Series(
                [(ClassicalPipeline.Name, [.. report.ClassicalLearning.Select(p => ((double)p.Faces, p.Accuracy))])], "faces learnt from", "accuracy", lines: true, logarithmic: true));
        foreach (var curve in report.Training)
            ReportPage.Figure(page, $"{curve.Model}: what more epochs bring", Plot.Series(
                [.. curve.Series.Select(s => (s.Name, (IReadOnlyList<(double, double)>)[.. s.Points.Select(p => (p[0], p[1]))]))], "epoch", "share", lines: true)
                + Plot.Legend(curve.Series.Select(s => s.Name)));
        page.Append("</div>");
    }

    private static void Emotions(StringBuilder page, ComparisonReport report, EmotionComparison set)
    {
        page.Append("<h2>").Append(Plot.Encode(set.Title)).Append("</h2>");
        ReportPage.Table(page, ReportTables.Emotions(report, set));
        page.Append("<div class=\"plots\">");
        ReportPage.Figure(page, "Accuracy with its 95 % interval", Plot.Bars([.. set.Reports.Select(r => (r.Model, r.Accuracy, r.AccuracyCi[0], r.AccuracyCi[1]))]));
        ReportPage.Figure(page, "Reliability: how often right (up) for how sure (right); the diagonal is honest", Plot.Series(
            [.. set.Reports.Zip(set.Reliability, (r, bins) => (r.Model, (IReadOnlyList<(double, double)>)[.. bins.Where(b => b.Count > 0).Select(b => (b.Confidence, b.Accuracy))]))],
            "confidence", "share right", lines: true, unit: true));
        page.Append("</div>").Append(Plot.Legend(set.Reports.Select(r => r.Model)));
        page.Append("<ul>").Append(string.Concat(ReportTables.Differences(set).Select(d => $"<li>{Plot.Encode(d)}</li>"))).Append("</ul>");
        for (var i = 0; i < set.Reports.Count; i++)
            Model(page, set.Reports[i], set.Mistakes[i], open: i == 0);
    }

    private static void Model(StringBuilder page, EmotionReport report, IReadOnlyList<string> mistakes, bool open)
    {
        page.Append(open ? "<details open><summary>" : "<details><summary>").Append(Plot.Encode(report.Model)).Append(": classes and confusion</summary><div class=\"plots\">");
        ReportPage.Figure(page, "Rows show, columns were read", Plot.Confusion(report.Confusion, [.. report.PerClass.Select(c => c.Label)]));
        page.Append("<div>");
        ReportPage.Table(page, ReportTables.Classes(report));
        page.Append("<h3>Surest mistakes</h3><ul>").Append(string.Concat(mistakes.Select(m => $"<li>{Plot.Encode(m)}</li>"))).Append("</ul></div></div></details>");
    }
}
