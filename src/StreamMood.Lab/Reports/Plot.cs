using System.Globalization;
using System.Net;
using System.Text;

namespace StreamMood.Lab.Reports;

/// <summary>Small plots as SVG, coloured by the page's own style so that they follow its light or dark scheme.</summary>
internal static class Plot
{
    private const double Width = 460, Height = 300, Left = 52, Right = 22, Top = 14, Bottom = 44;

    /// <summary>Horizontal bars with intervals; values are shares of one.</summary>
    public static string Bars(IReadOnlyList<(string Name, double Value, double Low, double High)> bars, double least = 0)
    {
        const double Row = 30, Names = 220, Span = 340;
        var height = Row * bars.Count + 26;
        var svg = Begin(Names + Span + 60, height, "bars of accuracy with 95 % intervals");
        double X(double value) => Names + Span * Math.Clamp((value - least) / (1 - least), 0, 1);
        for (var tick = least; tick <= 1.0001; tick += (1 - least) / 5)
        {
            Line(svg, X(tick), 0, X(tick), height - 22, "grid");
            Text(svg, X(tick), height - 6, Percent(tick), "middle");
        }

        for (var i = 0; i < bars.Count; i++)
        {
            var (name, value, low, high) = bars[i];
            var y = Row * i + 5;
            Text(svg, Names - 8, y + 15, name, "end");
            svg.Append(F($"<rect class=\"s{i % 6}\" x=\"{X(least):0.#}\" y=\"{y:0.#}\" width=\"{X(value) - X(least):0.#}\" height=\"20\"/>"));
            Line(svg, X(low), y + 10, X(high), y + 10, "whisker");
            Line(svg, X(low), y + 5, X(low), y + 15, "whisker");
            Line(svg, X(high), y + 5, X(high), y + 15, "whisker");
            Text(svg, X(Math.Max(value, high)) + 6, y + 15, Percent(value, 1), "start");
        }

        return End(svg);
    }

    /// <summary>A confusion matrix, each row as shares of its sum.</summary>
    public static string Confusion(int[][] rows, IReadOnlyList<string> labels)
    {
        const double Cell = 44, Names = 84;
        var svg = Begin(Names + Cell * labels.Count + 8, Cell * labels.Count + 60, "confusion matrix");
        for (var r = 0; r < rows.Length; r++)
        {
            var sum = Math.Max(rows[r].Sum(), 1);
            Text(svg, Names - 6, Cell * r + Cell / 2 + 4, labels[r], "end");
            for (var c = 0; c < rows[r].Length; c++)
            {
                var share = (double)rows[r][c] / sum;
                svg.Append(F($"<rect class=\"heat\" fill-opacity=\"{share:0.###}\" x=\"{Names + Cell * c:0.#}\" y=\"{Cell * r:0.#}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\"><title>{labels[r]} read as {labels[c]}: {rows[r][c]} ({share:P0})</title></rect>"));
                svg.Append(F($"<text class=\"{(share > 0.72 ? "over" : "under")}\" x=\"{Names + Cell * c + Cell / 2:0.#}\" y=\"{Cell * r + Cell / 2 + 4:0.#}\" text-anchor=\"middle\">{rows[r][c]}</text>"));
            }
        }

        for (var c = 0; c < labels.Count; c++)
            svg.Append(F($"<text x=\"{Names + Cell * c + Cell / 2:0.#}\" y=\"{Cell * labels.Count + 14:0.#}\" text-anchor=\"end\" transform=\"rotate(-35 {Names + Cell * c + Cell / 2:0.#} {Cell * labels.Count + 14:0.#})\">{Encode(labels[c])}</text>"));
        return End(svg);
    }

    /// <summary>Points or lines of several series over two axes.</summary>
    /// <param name="series">Each with its points.</param>
    /// <param name="x">What the horizontal axis shows.</param>
    /// <param name="y">What the vertical axis shows.</param>
    /// <param name="lines">Whether points are joined.</param>
    /// <param name="logarithmic">Whether the horizontal axis is.</param>
    /// <param name="unit">Whether both axes run from 0 to 1, with the diagonal drawn.</param>
    /// <param name="timeline">Whether both axes begin at 0, and points are not marked.</param>
    /// <param name="joined">Number of the one series whose points are joined though the others' are not; −1 for none.</param>
    /// <param name="small">Number of series at the front whose points are many and drawn small.</param>
    public static string Series(
        IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> series, string x, string y, bool lines, bool logarithmic = false, bool unit = false, bool timeline = false, int joined = -1, int small = 0)
    {
        var all = series.SelectMany(s => s.Points).ToArray();
        if (all.Length == 0)
            return "";
        double Scale(double value) => logarithmic ? Math.Log10(Math.Max(value, 1e-9)) : value;
        var (x0, x1) = unit ? (0, 1) : timeline ? FromZero(all.Max(p => p.X)) : Range([.. all.Select(p => Scale(p.X))]);
        var (y0, y1) = unit ? (0, 1) : timeline ? FromZero(all.Max(p => p.Y)) : Range([.. all.Select(p => p.Y)]);
        double X(double value) => Left + (Width - Left - Right) * (Scale(value) - x0) / (x1 - x0);
        double Y(double value) => Height - Bottom - (Height - Top - Bottom) * (value - y0) / (y1 - y0);
        var svg = Begin(Width, Height, $"{y} over {x}");
        for (var i = 0; i <= 4; i++)
        {
            var (vx, vy) = (x0 + (x1 - x0) * i / 4, y0 + (y1 - y0) * i / 4);
            var px = Left + (Width - Left - Right) * i / 4;
            Line(svg, px, Top, px, Height - Bottom, "grid");
            Line(svg, Left, Y(vy), Width - Right, Y(vy), "grid");
            Text(svg, px, Height - Bottom + 16, Number(logarithmic ? Math.Pow(10, vx) : vx), "middle");
            Text(svg, Left - 6, Y(vy) + 4, Number(vy), "end");
        }

        if (unit)
            Line(svg, X(0), Y(0), X(1), Y(1), "whisker");
        Text(svg, (Left + Width - Right) / 2, Height - 8, x, "middle");
        svg.Append(F($"<text transform=\"rotate(-90 12 {(Top + Height - Bottom) / 2:0.#})\" x=\"12\" y=\"{(Top + Height - Bottom) / 2:0.#}\" text-anchor=\"middle\">{Encode(y)}</text>"));
        for (var s = 0; s < series.Count; s++)
        {
            if (lines || s == joined)
                svg.Append(F($"<polyline class=\"l{s % 6}\" points=\"{string.Join(' ', series[s].Points.Select(p => F($"{X(p.X):0.#},{Y(p.Y):0.#}")))}\"/>"));
            foreach (var point in timeline ? [] : series[s].Points)
                svg.Append(F($"<circle class=\"s{s % 6}\" cx=\"{X(point.X):0.#}\" cy=\"{Y(point.Y):0.#}\" r=\"{(lines || s < small ? 3 : 6)}\"><title>{Encode(series[s].Name)}: {Number(point.X)}, {Number(point.Y)}</title></circle>"));
        }

        return End(svg);
    }

    /// <summary>A row each: a line between −1 and 1 over coloured bands of time; a band's class colours it.</summary>
    public static string Bands(double seconds, IReadOnlyList<BandRow> rows)
    {
        const double Row = 46, Names = 120, Span = 960, Band = 9;
        var height = Row * rows.Count + 26;
        var svg = Begin(Names + Span + 12, height, "categories and valence over time");
        double X(double at) => Names + Span * Math.Clamp(at / seconds, 0, 1);
        var step = NiceStep(seconds / 6);
        for (var at = 0.0; at <= seconds; at += step)
        {
            Line(svg, X(at), 0, X(at), height - 22, "grid");
            Text(svg, X(at), height - 6, $"{at.ToString("0.##", CultureInfo.InvariantCulture)} s", "middle");
        }

        for (var r = 0; r < rows.Count; r++)
        {
            var (name, bands, line) = rows[r];
            var top = Row * r + 3;
            Text(svg, Names - 8, top + 24, name, "end");
            Line(svg, Names, top + 14, Names + Span, top + 14, "grid");
            foreach (var (from, to, kind) in bands)
                svg.Append(F($"<rect class=\"band {Encode(kind)}\" x=\"{X(from):0.#}\" y=\"{top + 30 + (kind == "nobody" ? Band - 2 : 0):0.#}\" width=\"{Math.Max(X(to) - X(from), 0.5):0.#}\" height=\"{(kind == "nobody" ? 2 : Band)}\"><title>{Encode(name)}: {Encode(kind)}, {from:0} to {to:0} s</title></rect>"));
            if (line.Count > 1)
                svg.Append(F($"<polyline class=\"thin\" points=\"{string.Join(' ', line.Select(p => F($"{X(p.X):0.#},{top + 14 - 13 * Math.Clamp(p.Y, -1, 1):0.#}")))}\"/>"));
        }

        return End(svg);
    }

    /// <summary>The names that go with the colours of a plot.</summary>
    public static string Legend(IEnumerable<string> names) =>
        $"<p class=\"legend\">{string.Concat(names.Select((n, i) => F($"<span><i class=\"k{i % 6}\"></i>{Encode(n)}</span>")))}</p>";

    /// <summary>Text as it may stand in a page.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static double NiceStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(rough, 1e-3))));
        return (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }

    private static (double From, double To) FromZero(double highest)
    {
        var step = NiceStep(highest / 4);
        return (0, Math.Max(step * 4, step * Math.Ceiling(highest / step / 4) * 4));
    }

    private static (double From, double To) Range(double[] values)
    {
        var (from, to) = (values.Min(), values.Max());
        var room = Math.Max((to - from) * 0.12, 1e-3);
        // What cannot be negative needs no room there.
        return (from >= 0 ? Math.Max(from - room, 0) : from - room, to + room);
    }

    private static StringBuilder Begin(double width, double height, string what) => new(
        F($"<svg viewBox=\"0 0 {width:0.#} {height:0.#}\" width=\"{width:0.#}\" role=\"img\" aria-label=\"{Encode(what)}\">"));

    private static string End(StringBuilder svg) => svg.Append("</svg>").ToString();

    private static void Line(StringBuilder svg, double x0, double y0, double x1, double y1, string kind) =>
        svg.Append(F($"<line class=\"{kind}\" x1=\"{x0:0.#}\" y1=\"{y0:0.#}\" x2=\"{x1:0.#}\" y2=\"{y1:0.#}\"/>"));

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor) =>
        svg.Append(F($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{Encode(text)}</text>"));

    private static string Percent(double share, int decimals = 0) =>
        (share * 100).ToString(decimals == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + (decimals == 0 ? " %" : "");

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1e6 => (value / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + " M",
        >= 1e4 => (value / 1e3).ToString("0", CultureInfo.InvariantCulture) + " k",
        >= 10 => value.ToString("0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
