using System.Globalization;
using System.Text;

namespace StreamMood.Lab.Smoothing;

/// <summary>Draws the ways to smooth as an SVG: delay to the right, false switches upwards, the front as a line.</summary>
public static class ParetoPlot
{
    private const int Width = 860, Height = 560, Left = 78, Right = 190, Top = 56, Bottom = 62;

    private static readonly Dictionary<string, string> Colours = new(StringComparer.Ordinal)
    {
        ["none"] = "#8c8c8c",
        ["exponential"] = "#1f77b4",
        ["box"] = "#2ca02c",
        ["median"] = "#17a2a2",
        ["majority"] = "#9467bd",
        ["hmm"] = "#d62728",
        ["kalman"] = "#e08a00",
    };

    /// <summary>The picture.</summary>
    /// <param name="comparison">What to draw.</param>
    /// <param name="byDefault">The product's default, marked.</param>
    public static string Draw(SmoothingComparison comparison, SmoothingPoint byDefault)
    {
        var raw = comparison.Raw;
        var most = Math.Max(5, Math.Ceiling(Math.Min(8, comparison.Points.Max(p => p.Figures.DelayP95))));
        // False switches span two decades, so their axis is logarithmic.
        var floor = Math.Max(0.05, comparison.Points.Min(p => p.Figures.FalseSwitchesPerMinute)) / 1.5;
        var top = Math.Max(1, raw.FalseSwitchesPerMinute) * 1.5;
        double X(double delay) => Left + (Math.Min(delay, most) / most * (Width - Left - Right));
        double Y(double count) => Height - Bottom - (Math.Log(Math.Max(count, floor) / floor) / Math.Log(top / floor) * (Height - Top - Bottom));

        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">");
        Line(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>");
        Line(svg, $"<text x=\"{Left}\" y=\"24\" font-size=\"16\" font-weight=\"bold\">Steadiness against speed: {comparison.Points.Count} ways to smooth</text>");
        Line(svg, $"<text x=\"{Left}\" y=\"42\" fill=\"#666\">left and low is better; inside the shaded corner both bounds are kept</text>");
        var (boundX, boundY) = (X(SmoothingBenchmark.MostDelaySeconds), Y(SmoothingBenchmark.MostFalseShare * raw.FalseSwitchesPerMinute));
        Line(svg, $"<rect x=\"{Left}\" y=\"{boundY:0.0}\" width=\"{boundX - Left:0.0}\" height=\"{Height - Bottom - boundY:0.0}\" fill=\"#e9f5e9\"/>");
        Axes(svg, most, floor, top, X, Y);
        Line(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(raw.FalseSwitchesPerMinute):0.0}\" y2=\"{Y(raw.FalseSwitchesPerMinute):0.0}\" stroke=\"#555\" stroke-dasharray=\"2 3\"/>");
        Line(svg, $"<text x=\"{Width - Right - 4}\" y=\"{Y(raw.FalseSwitchesPerMinute) - 5:0.0}\" text-anchor=\"end\" fill=\"#555\">raw stream: {raw.FalseSwitchesPerMinute:0.0} a minute</text>");

        foreach (var point in comparison.Points)
            Line(svg, $"<circle cx=\"{X(point.Figures.DelayP95):0.0}\" cy=\"{Y(point.Figures.FalseSwitchesPerMinute):0.0}\" r=\"2.6\" fill=\"{Colour(point)}\" fill-opacity=\"0.55\"/>");
        var front = comparison.Front();
        var path = string.Join(' ', front.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{X(p.Figures.DelayP95):0.0} {Y(p.Figures.FalseSwitchesPerMinute):0.0}")));
        Line(svg, $"<path d=\"{path}\" fill=\"none\" stroke=\"#222\" stroke-width=\"1.4\"/>");
        foreach (var point in front)
            Line(svg, $"<circle cx=\"{X(point.Figures.DelayP95):0.0}\" cy=\"{Y(point.Figures.FalseSwitchesPerMinute):0.0}\" r=\"4.6\" fill=\"{Colour(point)}\" stroke=\"#222\"/>");
        Default(svg, X(byDefault.Figures.DelayP95), Y(byDefault.Figures.FalseSwitchesPerMinute));
        Legend(svg, comparison);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Axes(StringBuilder svg, double most, double floor, double top, Func<double, double> x, Func<double, double> y)
    {
        for (var delay = 0; delay <= most; delay++)
        {
            Line(svg, $"<line x1=\"{x(delay):0.0}\" x2=\"{x(delay):0.0}\" y1=\"{Top}\" y2=\"{Height - Bottom}\" stroke=\"#ddd\"/>");
            Line(svg, $"<text x=\"{x(delay):0.0}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{delay}</text>");
        }

        for (var decade = 0.01; decade <= top; decade *= 10)
            foreach (var step in (double[])[1, 2, 5])
            {
                if (decade * step > top || decade * step < floor)
                    continue;
                Line(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y(decade * step):0.0}\" y2=\"{y(decade * step):0.0}\" stroke=\"#ddd\"/>");
                Line(svg, $"<text x=\"{Left - 8}\" y=\"{y(decade * step) + 4:0.0}\" text-anchor=\"end\">{decade * step:0.##}</text>");
            }

        Line(svg, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 18}\" text-anchor=\"middle\">seconds from a true change to the switch, 95th percentile</text>");
        Line(svg, $"<text transform=\"translate(20 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">false switches a minute</text>");
    }

    private static void Default(StringBuilder svg, double x, double y)
    {
        Line(svg, $"<circle cx=\"{x:0.0}\" cy=\"{y:0.0}\" r=\"9\" fill=\"none\" stroke=\"#111\" stroke-width=\"2\"/>");
        Line(svg, $"<text x=\"{x - 14:0.0}\" y=\"{y + 5:0.0}\" text-anchor=\"end\" font-weight=\"bold\" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\">default</text>");
    }

    private static void Legend(StringBuilder svg, SmoothingComparison comparison)
    {
        var line = Top + 10;
        foreach (var filter in comparison.Points.Select(p => p.Way.Filter).Distinct())
        {
            Line(svg, $"<circle cx=\"{Width - Right + 24}\" cy=\"{line - 4}\" r=\"5\" fill=\"{Colours.GetValueOrDefault(filter, "#000")}\"/>");
            Line(svg, $"<text x=\"{Width - Right + 36}\" y=\"{line}\">{filter}</text>");
            line += 22;
        }

        Line(svg, $"<line x1=\"{Width - Right + 16}\" x2=\"{Width - Right + 32}\" y1=\"{line - 4}\" y2=\"{line - 4}\" stroke=\"#222\" stroke-width=\"1.4\"/>");
        Line(svg, $"<text x=\"{Width - Right + 36}\" y=\"{line}\">Pareto front</text>");
    }

    private static string Colour(SmoothingPoint point) => Colours.GetValueOrDefault(point.Way.Filter, "#000");

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(FormattableString.Invariant(line)).Append('\n');
}
