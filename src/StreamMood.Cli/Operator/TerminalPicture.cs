using System.Globalization;
using System.Security;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace StreamMood.Cli.Operator;

/// <summary>Draws what the terminal shows as an SVG, so that the README's picture is the program's own output and not a photograph of one.</summary>
internal static class TerminalPicture
{
    private const double CellWidth = 8.43;
    private const double LineHeight = 18;
    private const double Margin = 16;
    private const string Foreground = "#d8dee9";
    private const string Background = "#171b24";

    /// <summary>Renders <paramref name="view"/> at <paramref name="columns"/> characters a line.</summary>
    public static string Draw(IRenderable view, int columns, string title)
    {
        using var nowhere = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.TrueColor,
            Out = new AnsiConsoleOutput(nowhere),
        });
        console.Profile.Width = columns;
        var lines = Segment.SplitLines(view.GetSegments(console), columns);
        var body = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
            DrawLine(body, lines[i], Margin + 34 + (i * LineHeight));

        var width = (columns * CellWidth) + (2 * Margin);
        var height = (lines.Count * LineHeight) + (2 * Margin) + 24;
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0} {height:0}" role="img" aria-label="{SecurityElement.Escape(title)}">
            <rect width="100%" height="100%" rx="8" fill="{Background}"/>
            <circle cx="20" cy="18" r="5" fill="#bf616a"/><circle cx="38" cy="18" r="5" fill="#ebcb8b"/><circle cx="56" cy="18" r="5" fill="#a3be8c"/>
            <text x="{width / 2:0}" y="22" fill="#7b8496" font-family="monospace" font-size="12" text-anchor="middle">{SecurityElement.Escape(title)}</text>
            <g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" xml:space="preserve">
            {body}</g>
            </svg>

            """);
    }

    private static void DrawLine(StringBuilder body, SegmentLine line, double y)
    {
        double x = Margin;
        foreach (var segment in line)
        {
            var width = segment.CellCount() * CellWidth;
            if (!string.IsNullOrWhiteSpace(segment.Text))
            {
                var color = segment.Style.Foreground == Color.Default ? Foreground : "#" + segment.Style.Foreground.ToHex();
                var weight = segment.Style.Decoration.HasFlag(Decoration.Bold) ? " font-weight=\"bold\"" : "";
                var faint = segment.Style.Decoration.HasFlag(Decoration.Dim) ? " opacity=\"0.65\"" : "";
                body.Append(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" fill=\"{color}\"{weight}{faint} textLength=\"{width:0.##}\" lengthAdjust=\"spacingAndGlyphs\">{SecurityElement.Escape(segment.Text)}</text>\n");
            }

            x += width;
        }
    }
}
