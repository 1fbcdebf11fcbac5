using System.Text;
using StreamMood.Lab.Comparison;

namespace StreamMood.Lab.Reports;

/// <summary>A comparison as Markdown tables.</summary>
public static class MarkdownReport
{
    /// <summary>Writes the report.</summary>
    public static string Write(ComparisonReport report)
    {
        var text = new StringBuilder();
        foreach (var set in report.Emotions)
        {
            Table(text, ReportTables.Emotions(report, set));
            foreach (var line in ReportTables.Differences(set))
                text.Append("- ").AppendLine(line);
            text.AppendLine();
        }

        if (ReportTables.Learning(report) is { Rows.Count: > 0 } learning)
            Table(text, learning);
        foreach (var set in report.Detectors)
            Table(text, ReportTables.Detectors(set));
        Table(text, ReportTables.Published(report));
        foreach (var note in report.Notes)
            text.Append("- ").AppendLine(note);
        return text.ToString().TrimEnd() + "\n";
    }

    private static void Table(StringBuilder text, ReportTable table)
    {
        text.AppendLine(table.Title).AppendLine();
        text.Append("| ").AppendJoin(" | ", table.Columns).AppendLine(" |");
        text.Append("|---|").Append(string.Concat(Enumerable.Repeat("---:|", table.Columns.Length - 1))).AppendLine();
        foreach (var row in table.Rows)
            text.Append("| ").AppendJoin(" | ", row.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))).AppendLine(" |");
        text.AppendLine();
    }
}
