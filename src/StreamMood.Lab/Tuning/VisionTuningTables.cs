using System.Globalization;
using StreamMood.Lab.Reports;

namespace StreamMood.Lab.Tuning;

/// <summary>A tuning for people: the same rows for terminal, Markdown and page.</summary>
public static class VisionTuningTables
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Header of <see cref="Settings"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["setting", "size", "threshold", "margin", "flip", "ms", "accuracy", "95 %", "gain", "95 %", "found", "false faces", "chose by"];

    /// <summary>What stands over the rows.</summary>
    public static string Title(VisionTuningReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var splits = report.Split == report.ReportSplit ? $"{report.Dataset} {report.Split}" : $"{report.Dataset}, {report.Split} chooses and {report.ReportSplit} reports";
        return string.Create(Plain, $"{splits}: {report.Tried} settings chosen from by {report.Choosing:#,0} pictures, figures of {report.Reporting:#,0} others; shares and gains in %");
    }

    /// <summary>The Pareto front with the present setting, the choice and the most accurate marked, the quickest first.</summary>
    public static IReadOnlyList<string[]> Settings(VisionTuningReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return [.. report.Front.Append(report.Now).Append(report.Chosen).Append(report.Best).DistinctBy(Identity).OrderBy(s => s.Ms).ThenBy(s => s.ChoosingAccuracy).Select(Cells)];

        string[] Cells(TunedSetting s) =>
        [
            Marks(report, s), s.DetectorSize?.ToString(Plain) ?? "–", s.ScoreThreshold?.ToString("0.##", Plain) ?? "–", s.Margin.ToString("0.00", Plain), s.Flip ? "yes" : "no",
            s.Ms.ToString("0.00", Plain), Percent(s.Accuracy), $"{Percent(s.AccuracyCi[0])}–{Percent(s.AccuracyCi[1])}", Signed(s.Gain),
            $"{Signed(s.GainCi[0])} to {Signed(s.GainCi[1])}", Percent(s.Found), s.FalseFaces?.ToString("0.0000", Plain) ?? "–", Percent(s.ChoosingAccuracy),
        ];
    }

    /// <summary>Header of <see cref="Narrow"/>.</summary>
    public static IReadOnlyList<string> NarrowColumns { get; } = ["setting", "size", "score", "crop", "ms", "right", "gain", "95 % of it"];

    /// <summary>The same rows in fewer columns, for a terminal.</summary>
    public static IEnumerable<string[]> Narrow(VisionTuningReport report) => Settings(report).Select(r => new[]
    {
        r[0].Split(',')[0], r[1], r[2], r[4] == "yes" ? $"{r[3]} flip" : r[3], r[5], r[6], r[8], r[9],
    });

    /// <summary>Header of <see cref="Temperatures"/>.</summary>
    public static IReadOnlyList<string> TemperatureColumns { get; } = ["temperature of", "model's", "fitted", "ECE model's", "ECE fitted", "NLL model's", "NLL fitted"];

    /// <summary>The temperatures.</summary>
    public static IReadOnlyList<string[]> Temperatures(VisionTuningReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return [.. report.Temperatures.Select(t => new[] { t.Of, Number(t.Model), Number(t.Fitted), Number(t.EceModel), Number(t.EceFitted), Number(t.NllModel), Number(t.NllFitted) })];
    }

    /// <summary>What came out, a line each.</summary>
    public static IEnumerable<string> Verdict(VisionTuningReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return $"now:    {Words(report.Now)}";
        yield return $"chosen: {Words(report.Chosen)}: {Judged(report.Chosen)}";
        if (Identity(report.Best) != Identity(report.Chosen))
            yield return $"best:   {Words(report.Best)}: {Judged(report.Best)}";
    }

    /// <summary>The page.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="made">When.</param>
    public static string Page(VisionTuningReport report, DateTimeOffset made)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new ReportPage("Vision tuned", string.Create(Plain, $"Measured {made:yyyy-MM-dd HH:mm} UTC with {report.Detector ?? "no detector"} and {report.Emotion}."));
        page.Facts(
            ("chosen", Percent(report.Chosen.Accuracy) + " %", string.Create(Plain, $"at {report.Chosen.Ms:0.00} ms a picture")),
            ("now", Percent(report.Now.Accuracy) + " %", string.Create(Plain, $"at {report.Now.Ms:0.00} ms")),
            ("gain", Signed(report.Chosen.Gain), $"{Signed(report.Chosen.GainCi[0])} to {Signed(report.Chosen.GainCi[1])} points"));
        page.Section("Accuracy against time", "By the pictures that chose; left and up is better. Settings with more false faces than are allowed are left out.");
        List<(string, IReadOnlyList<(double, double)>)> series = [("tried", report.Points), ("front", [.. report.Front.Select(At)]), ("now", [At(report.Now)])];
        if (Identity(report.Best) != Identity(report.Chosen))
            series.Add(("most accurate", [At(report.Best)]));
        page.Figures(p => p.Points("Every setting", "ms a picture, one thread", "share read rightly", [.. series, ("chosen", [At(report.Chosen)])]));
        page.Table(Title(report), [.. Columns], Settings(report));
        page.Table("Temperature, fitted on the pictures that chose", [.. TemperatureColumns], Temperatures(report));
        return page.Section("Notes").List(Verdict(report).Concat(report.Notes)).ToString();

        static (double, double) At(TunedSetting s) => (s.Ms, s.ChoosingAccuracy);
    }

    private static (int?, float?, float, bool) Identity(TunedSetting s) => (s.DetectorSize, s.ScoreThreshold, s.Margin, s.Flip);

    private static string Marks(VisionTuningReport report, TunedSetting setting)
    {
        (string Mark, TunedSetting Of)[] all = [("now", report.Now), ("chosen", report.Chosen), ("best", report.Best)];
        string[] marks = [.. all.Where(m => Identity(m.Of) == Identity(setting)).Select(m => m.Mark)];
        return marks.Length > 0 ? string.Join(", ", marks) : "front";
    }

    private static string Words(TunedSetting s) => string.Create(
        Plain, $"{new VisionSetting(s.DetectorSize ?? 0, s.ScoreThreshold ?? 0, s.Margin, s.Flip)}, {Percent(s.Accuracy)} % at {s.Ms:0.00} ms");

    private static string Judged(TunedSetting s) =>
        $"{Signed(s.Gain)} points ({Signed(s.GainCi[0])} to {Signed(s.GainCi[1])}), " + s.Beyond switch
        {
            > 0 => "better than now beyond the interval",
            < 0 => "worse than now beyond the interval",
            _ => "not told from now",
        };

    private static string Percent(double share) => (share * 100).ToString("0.0", Plain);

    private static string Signed(double share) => (share * 100).ToString("+0.0;-0.0;0.0", Plain);

    private static string Number(double value) => value.ToString("0.000", Plain);
}
