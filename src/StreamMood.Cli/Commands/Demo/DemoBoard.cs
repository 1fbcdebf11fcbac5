using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamMood.Contracts.Events;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>One camera's line.</summary>
/// <param name="Camera">Camera id.</param>
/// <param name="Fps">Published frames a second, lately.</param>
/// <param name="Faces">Faces in its newest frame.</param>
/// <param name="Latest">Its newest recommendation.</param>
/// <param name="Drops">Frames dropped or skipped.</param>
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
            table.AddRow(Cells(row, now));

        List<IRenderable> parts = [table];
        if (recent.Count > 0)
            parts.Add(new Markup("[bold]last recommendations[/]"));
        parts.AddRange(recent.TakeLast(RecentShown).Select(Line));
        parts.AddRange(notes.Select(n => new Text(n, new Style(Color.Grey58))));
        return new Rows(parts);
    }

    private static Markup[] Cells(BoardRow row, DateTimeOffset now)
    {
        var why = row.Latest?.Why;
        return
        [
            new(Markup.Escape(row.Camera)),
            new(row.Fps.ToString("0.0", CultureInfo.InvariantCulture)),
            new(row.Faces.ToString(CultureInfo.InvariantCulture)),
            new(why?.Emotions is { } scores ? Mood(scores) : "[grey58]–[/]"),
            new(why is null ? "[grey58]–[/]" : string.Create(CultureInfo.InvariantCulture, $"{why.Valence,5:+0.00;-0.00} / {why.Arousal,5:+0.00;-0.00}")),
            new(row.Latest is null ? "[grey58]waiting[/]" : Colored(row.Latest.Category)),
            new(row.Latest is null ? "" : Age(now - row.Latest.Since)),
            new(row.Drops == 0 ? "0" : $"[yellow]{row.Drops}[/]"),
            new(row.Lag.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private static Markup Line(RecommendationEvent r) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"[grey58]{r.WindowEnd.UtcDateTime:HH:mm:ss}[/] {Markup.Escape(r.Camera)} → {Colored(r.Category)} [grey58]{r.Why.Faces} faces in {r.Why.Frames} frames, confidence {r.Why.Confidence:0.00}[/]"));

    private static string Mood(EmotionScores scores) =>
        string.Create(CultureInfo.InvariantCulture, $"{scores.Top.Label()} [grey58]{scores[scores.Top]:0.00}[/]");

    private static string Age(TimeSpan age) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (long)age.TotalMinutes)}:{Math.Max(0, age.Seconds):00}");

    private static string Colored(SongCategory category) => category switch
    {
        SongCategory.Happy => "[bold gold1]happy[/]",
        SongCategory.Energetic => "[bold orangered1]energetic[/]",
        SongCategory.Calm => "[bold palegreen3]calm[/]",
        SongCategory.Sad => "[bold steelblue1]sad[/]",
        _ => $"[grey58]{category.Name()}[/]",
    };
}
