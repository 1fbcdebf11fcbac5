using System.Globalization;
using StreamMood.Contracts;

namespace StreamMood.Mood.Smoothing;

/// <summary>The small tables that filters learn: a comment with their name, a header, then one row of numbers a state.</summary>
internal static class LearntFile
{
    /// <summary>A table that is compiled in.</summary>
    public static string Read(string name)
    {
        var type = typeof(LearntFile);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.{name}")
            ?? throw new InvalidOperationException($"{name} is not compiled in");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The name and the rows in the order of <paramref name="states"/>.</summary>
    /// <exception cref="UserErrorException">With file and row when something is wrong.</exception>
    public static (string Name, double[][] Rows) Rows(string text, string file, IReadOnlyList<string> states, int columns)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length != states.Count + 2 || !lines[0].StartsWith("# ", StringComparison.Ordinal))
            throw new UserErrorException($"{file}: expected a line '# name', a header and {states.Count} rows");
        var rows = new double[states.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            var cells = lines[i + 2].Split(',');
            if (cells.Length != columns + 1 || cells[0] != states[i])
                throw new UserErrorException($"{file}: row {i + 3} must be '{states[i]}' and {columns} numbers");
            rows[i] = Array.ConvertAll(cells[1..], c => Number(c, file, i + 3));
        }

        return (lines[0][2..], rows);
    }

    private static double Number(string cell, string file, int row) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new UserErrorException($"{file}: row {row}: '{cell}' is no number");
}
