using System.Globalization;
using System.Text;
using StreamMood.Lab.Comparison;
using StreamMood.Lab.Evaluation;

namespace StreamMood.Lab.Reports;

/// <summary>A comparison as one self-contained page: no network, no script, light and dark after the reader's setting.</summary>
public static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1d1f24;--soft:#61656e;--line:#dcdee3;--card:#fff;--c0:#2f6fde;--c1:#e07b2c;--c2:#2a9d63;--c3:#b4449a;--c4:#8a6d3b;--c5:#5b7083}
        @media(prefers-color-scheme:dark){:root{--bg:#14161a;--fg:#e8e9ec;--soft:#9aa0ab;--line:#2f333b;--card:#1b1e24;--c0:#6fa3ff;--c1:#f2a062;--c2:#5cc795;--c3:#d987c4;--c4:#c9ab74;--c5:#92a9bd}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:24px 16px 64px}h1{font-size:1.7rem;margin:0 0 .2em}h2{font-size:1.25rem;margin:2.2em 0 .4em;border-top:1px solid var(--line);padding-top:1.1em}h3{font-size:1rem;margin:1.4em 0 .4em}
        p.soft,li{color:var(--soft)}.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}caption{caption-side:top;text-align:left;color:var(--soft);padding:0 0 .4em}
        th,td{padding:.32em .7em;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th:first-child,td:first-child{text-align:left}.words td,.words th{text-align:left;white-space:normal}
        .plots{display:flex;flex-wrap:wrap;gap:18px}figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px;max-width:100%}figcaption{color:var(--soft);font-size:.86rem;margin-bottom:.4em}
        svg{max-width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--fg)}.grid{stroke:var(--line)}.whisker{stroke:var(--fg);stroke-opacity:.6}.heat{fill:var(--c0);stroke:var(--line);stroke-width:.5}svg text.over{fill:var(--bg)}
        .s0,.k0{fill:var(--c0);background:var(--c0)}.s1,.k1{fill:var(--c1);background:var(--c1)}.s2,.k2{fill:var(--c2);background:var(--c2)}.s3,.k3{fill:var(--c3);background:var(--c3)}.s4,.k4{fill:var(--c4);background:var(--c4)}.s5,.k5{fill:var(--c5);background:var(--c5)}
        polyline{fill:none;stroke-width:2}.l0{stroke:var(--c0)}.l1{stroke:var(--c1)}.l2{stroke:var(--c2)}.l3{stroke:var(--c3)}.l4{stroke:var(--c4)}.l5{stroke:var(--c5)}
        .legend{display:flex;flex-wrap:wrap;gap:14px;font-size:.86rem;margin:.4em 0 .8em}.legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}details{margin:.6em 0}summary{cursor:pointer;color:var(--c0)}
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="made">When.</param>
    /// <param name="command">The command that made it.</param>
    public static string Write(ComparisonReport report, DateTimeOffset made, string command)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>StreamMood: models compared</title><style>")
            .Append(Style).Append("</style></head><body><main><h1>Models compared</h1><p class=\"soft\">")
            .Append(Plot.Encode(string.Create(
                CultureInfo.InvariantCulture, $"Measured {made:yyyy-MM-dd HH:mm} UTC on {report.Processors} processors through the code that the worker runs: {command}")))
            .Append("</p>");
        if (report.Emotions.Count > 0)
            Overview(page, report);
        foreach (var set in report.Emotions)
            Emotions(page, report, set);
        if (report.Detectors.Count > 0)
            page.Append("<h2>Face detectors</h2>");
        foreach (var set in report.Detectors)
            Table(page, ReportTables.Detectors(set));
        page.Append("<h2>Earlier work</h2><p class=\"soft\">What others report stands here and nowhere else on this page: their splits, pretraining and choices differ.</p>");
        Table(page, ReportTables.Published(report), words: true);
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
            Figure(page, $"{set.Title}: accuracy against milliseconds a face", Plot.Series(
                [.. set.Reports.Select(r => (r.Model, Point(report.MsPerFace.GetValueOrDefault(r.Model), r.Accuracy)))], "ms a face, one thread", "accuracy", lines: false, logarithmic: true));
            Figure(page, $"{set.Title}: accuracy against bytes", Plot.Series(
                [.. set.Reports.Select(r => (r.Model, Point(r.ModelBytes, r.Accuracy)))], "bytes", "accuracy", lines: false, logarithmic: true));
        }

        if (report.ClassicalLearning.Count > 0)
            Figure(page, $"{ClassicalPipeline.Name}: what more faces bring, FER+ PublicTest", Plot.Series(
                [(ClassicalPipeline.Name, [.. report.ClassicalLearning.Select(p => ((double)p.Faces, p.Accuracy))])], "faces learnt from", "accuracy", lines: true, logarithmic: true));
        page.Append("</div>");

        static IReadOnlyList<(double X, double Y)> Point(double x, double y) => [(x, y)];
    }

    private static void Emotions(StringBuilder page, ComparisonReport report, EmotionComparison set)
    {
        page.Append("<h2>").Append(Plot.Encode(set.Title)).Append("</h2>");
        Table(page, ReportTables.Emotions(report, set));
        page.Append("<div class=\"plots\">");
        Figure(page, "Accuracy with its 95 % interval", Plot.Bars([.. set.Reports.Select(r => (r.Model, r.Accuracy, r.AccuracyCi[0], r.AccuracyCi[1]))]));
        Figure(page, "Reliability: how often right (up) for how sure (right); the diagonal is honest", Plot.Series(
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
        Figure(page, "Rows show, columns were read", Plot.Confusion(report.Confusion, [.. report.PerClass.Select(c => c.Label)]));
        page.Append("<div>");
        Table(page, ReportTables.Classes(report));
        page.Append("<h3>Surest mistakes</h3><ul>").Append(string.Concat(mistakes.Select(m => $"<li>{Plot.Encode(m)}</li>"))).Append("</ul></div></div></details>");
    }

    private static void Figure(StringBuilder page, string caption, string plot) =>
        page.Append("<figure><figcaption>").Append(Plot.Encode(caption)).Append("</figcaption>").Append(plot).Append("</figure>");

    private static void Table(StringBuilder page, ReportTable table, bool words = false)
    {
        page.Append(words ? "<div class=\"scroll words\"><table><caption>" : "<div class=\"scroll\"><table><caption>").Append(Plot.Encode(table.Title)).Append("</caption><tr>")
            .Append(string.Concat(table.Columns.Select(c => $"<th scope=\"col\">{Plot.Encode(c)}</th>"))).Append("</tr>");
        foreach (var row in table.Rows)
            page.Append("<tr>").Append(string.Concat(row.Select(c => $"<td>{Plot.Encode(c)}</td>"))).Append("</tr>");
        page.Append("</table></div>");
    }
}
