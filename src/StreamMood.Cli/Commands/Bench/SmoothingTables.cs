using System.Globalization;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Lab.Smoothing;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>The report on smoothing for people.</summary>
internal static class SmoothingTables
{
    private static readonly string[] Columns = ["accuracy", "macro-F1", "switches/min", "false/min", "of raw", "delay p50 s", "p95 s", "missed"];

    public static void Print(Terminal terminal, SmoothingReport report, bool markdown)
    {
        var best = new Sheet(
            string.Create(CultureInfo.InvariantCulture, $"{report.Streams} streams, {report.Minutes:0} min, {report.Raw.Changes} true changes; each filter at its knee"),
            ["filter", .. Columns]);
        best.Add(["raw", .. Cells(report.Raw, 1)]);
        foreach (var row in report.Filters)
            best.Add([row.Filter, .. Cells(row.Figures, row.FalseShare)]);
        best.Add(["default", .. Cells(report.Default.Figures, report.Default.FalseShare)]);
        best.Add(["knee", .. Cells(report.Knee.Figures, report.Knee.FalseShare)]);
        best.Print(terminal, markdown);

        var front = new Sheet("Pareto front", "settings", "false/min", "p95 s", "accuracy");
        foreach (var row in report.Front)
            front.Add(row.Settings, Number(row.Figures.FalseSwitchesPerMinute), Number(row.Figures.DelayP95), Figures.Percent(row.Figures.Accuracy));
        front.Print(terminal, markdown);

        var conditions = new Sheet("The default under each condition", "condition", "raw false/min", "false/min", "raw accuracy", "accuracy", "p95 s");
        foreach (var c in report.Conditions)
            conditions.Add(
                c.Condition, Number(c.Raw.FalseSwitchesPerMinute), Number(c.Default.FalseSwitchesPerMinute), Figures.Percent(c.Raw.Accuracy),
                Figures.Percent(c.Default.Accuracy), Number(c.Default.DelayP95));
        conditions.Print(terminal, markdown);

        terminal.Out.WriteLine($"default: {report.Default.Settings}: {Verdict(report.Default)}");
        terminal.Out.WriteLine($"knee:    {report.Knee.Settings}: {Verdict(report.Knee)}");
        if (report.PickedOn is { } picked)
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"picked on the other half, where it has {picked.Figures.FalseSwitchesPerMinute:0.00} false switches a minute ({picked.FalseShare:0.000} of raw) at p95 {picked.Figures.DelayP95:0.00} s"));
    }

    private static string Verdict(SmoothingRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.FalseShare:0.000} of the raw stream's false switches at p95 {row.Figures.DelayP95:0.00} s, {(row.KeepsBounds ? "within" : "NOT within")} the bounds (0.2, 3 s)");

    private static string[] Cells(SmoothingFigures f, double share) =>
    [
        Figures.Percent(f.Accuracy), Figures.Number(f.MacroF1), Number(f.SwitchesPerMinute), Number(f.FalseSwitchesPerMinute),
        Figures.Number(share), Number(f.DelayP50), Number(f.DelayP95), f.Missed.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Number(double value) => Figures.Number(value, "0.00");
}
