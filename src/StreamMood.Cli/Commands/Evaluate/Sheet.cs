using Spectre.Console;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary>A table that is printed for people or as Markdown. The first column is text, the others are numbers.</summary>
internal sealed class Sheet(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>
    /// Whether a terminal gets rows as columns: a few models with a dozen figures each fit into 80 characters only so.
    /// </summary>
    public bool Turned { get; init; }

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print(Terminal terminal, bool markdown)
    {
        if (markdown)
            PrintMarkdown(terminal.Out);
        else if (Turned)
            PrintTable(terminal.Console, Column(0), Enumerable.Range(1, columns.Length - 1).Select(Column));
        else
            PrintTable(terminal.Console, columns, _rows);

        string[] Column(int c) => [columns[c], .. _rows.Select(r => r[c])];
    }

    private void PrintTable(IAnsiConsole console, string[] header, IEnumerable<string[]> rows)
    {
        console.WriteLine(title);
        var table = new Table().Border(TableBorder.Rounded);
        for (var c = 0; c < header.Length; c++)
            table.AddColumn(new TableColumn(Markup.Escape(header[c])) { Alignment = c == 0 ? Justify.Left : Justify.Right });
        foreach (var row in rows)
            table.AddRow(Array.ConvertAll(row, Markup.Escape));
        console.Write(table);
    }

    private void PrintMarkdown(TextWriter output)
    {
        output.WriteLine($"{title}\n");
        output.WriteLine($"| {string.Join(" | ", columns)} |");
        output.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---:|", columns.Length - 1))}");
        foreach (var row in _rows)
            output.WriteLine($"| {string.Join(" | ", row.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |");
        output.WriteLine();
    }
}
