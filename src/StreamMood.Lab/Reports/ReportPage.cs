using System.Text;

namespace StreamMood.Lab.Reports;

/// <summary>A row of a plot over time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bands">From and to in seconds, and the class, whose name is the band's too.</param>
/// <param name="Line">Points of a line: seconds, and −1 to 1.</param>
public sealed record BandRow(string Name, IReadOnlyList<(double From, double To, string Class)> Bands, IReadOnlyList<(double X, double Y)> Line);

/// <summary>A self-contained page of tables and plots: no network, no script, light and dark after the reader's setting. All text is escaped.</summary>
public sealed class ReportPage
{
    internal const string Style = """
        :root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1d1f24;--soft:#61656e;--line:#dcdee3;--card:#fff;--c0:#2f6fde;--c1:#e07b2c;--c2:#2a9d63;--c3:#b4449a;--c4:#8a6d3b;--c5:#5b7083;--happy:#d99100;--energetic:#cc5200;--calm:#008f68;--sad:#0b6fb3;--undecided:#808b91;--nobody:#cfd5d8}
        @media(prefers-color-scheme:dark){:root{--bg:#14161a;--fg:#e8e9ec;--soft:#9aa0ab;--line:#2f333b;--card:#1b1e24;--c0:#6fa3ff;--c1:#f2a062;--c2:#5cc795;--c3:#d987c4;--c4:#c9ab74;--c5:#92a9bd;--happy:#f0b429;--energetic:#ff7a33;--calm:#2ec495;--sad:#5bb4f0;--undecided:#8d999f;--nobody:#3a444a}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
        main{max-width:1320px;margin:0 auto;padding:24px 16px 64px}h1{font-size:1.7rem;margin:0 0 .2em}h2{font-size:1.25rem;margin:2.2em 0 .4em;border-top:1px solid var(--line);padding-top:1.1em}h3{font-size:1rem;margin:1.4em 0 .4em}
        p,li{overflow-wrap:anywhere}p.soft,li{color:var(--soft)}.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}caption{caption-side:top;text-align:left;color:var(--soft);padding:0 0 .4em}
        th,td{padding:.32em .7em;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th:first-child,td:first-child{text-align:left}.words td,.words th{text-align:left;white-space:normal}
        .plots{display:flex;flex-wrap:wrap;align-items:flex-start;gap:18px;margin-top:14px}.plots>*{min-width:0;max-width:100%}figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px;max-width:100%}figcaption{width:0;min-width:100%;color:var(--soft);font-size:.86rem;margin-bottom:.4em}
        svg{max-width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--fg)}.grid{stroke:var(--line)}.whisker{stroke:var(--fg);stroke-opacity:.6}.heat{fill:var(--c0);stroke:var(--line);stroke-width:.5}svg text.over{fill:var(--bg)}
        .s0,.k0{fill:var(--c0);background:var(--c0)}.s1,.k1{fill:var(--c1);background:var(--c1)}.s2,.k2{fill:var(--c2);background:var(--c2)}.s3,.k3{fill:var(--c3);background:var(--c3)}.s4,.k4{fill:var(--c4);background:var(--c4)}.s5,.k5{fill:var(--c5);background:var(--c5)}
        polyline{fill:none;stroke-width:2}.l0{stroke:var(--c0)}.l1{stroke:var(--c1)}.l2{stroke:var(--c2)}.l3{stroke:var(--c3)}.l4{stroke:var(--c4)}.l5{stroke:var(--c5)}
        .legend{display:flex;flex-wrap:wrap;gap:14px;font-size:.86rem;margin:.4em 0 .8em}.legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}details{margin:.6em 0}summary{cursor:pointer;color:var(--c0)}
        figure:has(rect.band){width:100%}figure:has(rect.band) svg{width:100%;height:auto}polyline.thin{stroke:var(--fg);stroke-width:1.4}.scroll{margin-top:1.1em}.facts{border-top:1px solid var(--line);padding-top:1.1em}
        .happy{--m:var(--happy)}.energetic{--m:var(--energetic)}.calm{--m:var(--calm)}.sad{--m:var(--sad)}.undecided{--m:var(--undecided)}.nobody{--m:var(--nobody)}rect.band{fill:var(--m)}.legend i.band{background:var(--m)}
        .facts{display:flex;flex-wrap:wrap;gap:12px 34px;margin:1.2em 0}.facts div{min-width:7em}.facts dt{color:var(--soft);font-size:.84rem}.facts dd{margin:0;font-size:1.5rem;font-weight:620;letter-spacing:-.015em;line-height:1.2}.facts small{font-size:.8rem;font-weight:400;color:var(--soft);letter-spacing:0}
        """;

    private readonly StringBuilder _page = new();

    /// <summary>Begins a page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="soft">The line under it.</param>
    public ReportPage(string title, string soft) => _page
        .Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>StreamMood: ").Append(Plot.Encode(title)).Append("</title><style>")
        .Append(Style).Append("</style></head><body><main><h1>").Append(Plot.Encode(title)).Append("</h1><p class=\"soft\">").Append(Plot.Encode(soft)).Append("</p>");

    /// <summary>A heading, and a line about what follows.</summary>
    public ReportPage Section(string heading, string? about = null)
    {
        _page.Append("<h2>").Append(Plot.Encode(heading)).Append("</h2>");
        if (about is not null)
            _page.Append("<p class=\"soft\">").Append(Plot.Encode(about)).Append("</p>");
        return this;
    }

    /// <summary>The few numbers that matter, each with its name and a remark.</summary>
    public ReportPage Facts(params IReadOnlyList<(string Name, string Value, string Remark)> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        _page.Append("<dl class=\"facts\">");
        foreach (var (name, value, remark) in facts)
            _page.Append("<div><dt>").Append(Plot.Encode(name)).Append("</dt><dd>").Append(Plot.Encode(value)).Append(" <small>").Append(Plot.Encode(remark)).Append("</small></dd></div>");
        _page.Append("</dl>");
        return this;
    }

    /// <summary>A table; the first column is text.</summary>
    public ReportPage Table(string title, string[] columns, IReadOnlyList<string[]> rows, bool words = false)
    {
        Table(_page, new ReportTable(title, columns, rows), words);
        return this;
    }

    /// <summary>Figures beside each other; leave it before anything else follows.</summary>
    public ReportPage Figures(Action<ReportPage> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        _page.Append("<div class=\"plots\">");
        figures(this);
        _page.Append("</div>");
        return this;
    }

    /// <summary>Lines of several series over two axes.</summary>
    public ReportPage Lines(string caption, string x, string y, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> series)
    {
        Figure(_page, caption, Plot.Series(series, x, y, lines: true, timeline: true) + Plot.Legend(series.Select(s => s.Name)));
        return this;
    }

    /// <summary>Points of several series over two axes: those of the first small and many, those of the second joined, the others single.</summary>
    public ReportPage Points(string caption, string x, string y, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> series)
    {
        Figure(_page, caption, Plot.Series(series, x, y, lines: false, logarithmic: true, joined: 1, small: 2) + Plot.Legend(series.Select(s => s.Name)));
        return this;
    }

    /// <summary>Remarks, one line each.</summary>
    public ReportPage List(IEnumerable<string> lines)
    {
        _page.Append("<ul>").Append(string.Concat(lines.Select(l => $"<li>{Plot.Encode(l)}</li>"))).Append("</ul>");
        return this;
    }

    /// <summary>What each of several rows was over time; classes are song categories.</summary>
    /// <param name="caption">What is shown.</param>
    /// <param name="seconds">Length of the axis.</param>
    /// <param name="rows">The rows.</param>
    public ReportPage Bands(string caption, double seconds, IReadOnlyList<BandRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Figure(_page, caption, Plot.Bands(seconds, rows));
        return this;
    }

    /// <summary>Names of song categories beside their colours.</summary>
    public ReportPage Categories(IEnumerable<string> names)
    {
        _page.Append("<p class=\"legend\">").Append(string.Concat(names.Select(n => $"<span><i class=\"band {n}\"></i>{Plot.Encode(n)}</span>"))).Append("</p>");
        return this;
    }

    /// <summary>The whole page.</summary>
    public override string ToString() => _page + "</main></body></html>\n";

    internal static void Figure(StringBuilder page, string caption, string plot) =>
        page.Append("<figure><figcaption>").Append(Plot.Encode(caption)).Append("</figcaption>").Append(plot).Append("</figure>");

    internal static void Table(StringBuilder page, ReportTable table, bool words = false)
    {
        page.Append(words ? "<div class=\"scroll words\"><table><caption>" : "<div class=\"scroll\"><table><caption>").Append(Plot.Encode(table.Title)).Append("</caption><tr>")
            .Append(string.Concat(table.Columns.Select(c => $"<th scope=\"col\">{Plot.Encode(c)}</th>"))).Append("</tr>");
        foreach (var row in table.Rows)
            page.Append("<tr>").Append(string.Concat(row.Select(c => $"<td>{Plot.Encode(c)}</td>"))).Append("</tr>");
        page.Append("</table></div>");
    }
}
