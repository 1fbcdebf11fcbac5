using System.Globalization;
using Spectre.Console;
using StreamMood.Cli;

namespace StreamMood.Tests.Cli;

public sealed class TerminalTests
{
    [Fact]
    public void Console_NotATerminal_WritesWholeLinesWithoutColours()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var terminal = new Terminal(output, error);
        var words = string.Join(' ', Enumerable.Repeat("word", 100));
        terminal.Console.MarkupLine($"[red]{words}[/]");
        terminal.Progress.MarkupLine($"[bold]{words}[/]");
        Assert.Equal(words + "\n", output.ToString());
        Assert.Equal(words + "\n", error.ToString());
    }

    [Fact]
    public void Console_NotATerminal_DrawsTablesAsWideAsTheyAre()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var terminal = new Terminal(output, TextWriter.Null);
        var cell = new string('x', 150);
        terminal.Console.Write(new Table().AddColumns("name", "value").AddRow(cell, "1"));
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => line.Contains(cell, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, cell.Length + 20));
    }
}
