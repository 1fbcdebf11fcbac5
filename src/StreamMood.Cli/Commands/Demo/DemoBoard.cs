using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamMood.Cli.Operator;
using StreamMood.Contracts.Events;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>One camera's line.</summary>
/// <param name="Camera">Camera id.</param>
/// <param name="Fps">Published frames a second, lately.</param>
/// <param name="Faces">Faces in its newest frame.</param>
/// <param name="Latest">Its newest recommendation.</param>
/// <param name="Drops">Frames dropped, skipped or unreadable.</param>
/// <param name="Lag">Frames published but not yet worked on.</param>
internal sealed record BoardRow(string Camera, double Fps, int Faces, RecommendationEvent? Latest, long Drops, long Lag);

/// <summary>The live view: a table of cameras and the last recommendations.</summary>
internal static class DemoBoard
{
    /// <summary>Recommendations shown under the table.</summary>
    public const int RecentShown = 6;

    /// <summary>Draws the view.</summary>
    /// <param name="rows">One a camera.</param>
    /// <param name="recent">Newest last.</param>
    /// <param name="notes">Lines under everything, such as warnings; plain text.</param>
    /// <param name="now">For "since".</param>
    public static IRenderable Draw(
        IReadOnlyList<BoardRow> rows, IReadOnlyCollection<RecommendationEvent> recent, IReadOnlyList<string> notes, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey42);
        table.AddColumn("[bold]camera[/]");
        table.AddColumn(new TableColumn("[bold]fps[/]").RightAligned());
        table.AddColumn(new TableColumn("[bold]faces[/]").RightAligned());
        table.AddColumn("[bold]mood[/]");
        table.AddColumn("[bold]valence / arousal[/]");
        table.AddColumn("[bold]category[/]");
        table.AddColumn(new TableColumn("[bold]since[/]").RightAligned());
        table.AddColumn(new TableColumn("[bold]drops[/]").RightAligned());
        table.AddColumn(new TableColumn("[bold]lag[/]").RightAligned());
        foreach (var row in rows)
            table.AddRow(
                Markup.Escape(row.Camera),
                row.Fps.ToString("0.0", CultureInfo.InvariantCulture),
                row.Faces.ToString(CultureInfo.InvariantCulture),
                MoodCells.Mood(row.Latest),
                MoodCells.Plane(row.Latest),
                MoodCells.Category(row.Latest),
                MoodCells.Since(row.Latest, now),
                row.Drops == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"[yellow]{row.Drops}[/]"),
                row.Lag.ToString(CultureInfo.InvariantCulture));

        List<IRenderable> parts = [table];
        if (recent.Count > 0)
            parts.Add(new Markup("[bold]last recommendations[/]"));
        parts.AddRange(recent.TakeLast(RecentShown).Select(MoodCells.Line));
        parts.AddRange(notes.Select(n => new Text(n, new Style(Color.Grey58))));
        return new Rows(parts);
    }
}
