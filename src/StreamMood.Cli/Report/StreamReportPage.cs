using System.Globalization;
using StreamMood.Cli.Commands.Demo;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Reports;

namespace StreamMood.Cli.Report;

/// <summary>A tally as a page.</summary>
internal static class StreamReportPage
{
    private const int MostRows = 60;
    private const int Steps = 60;

    /// <summary>Writes the page.</summary>
    /// <param name="tally">What the topics held.</param>
    /// <param name="summary">The demo's own account, whose ledger is exact; null when only the topics are known.</param>
    /// <param name="command">What made it.</param>
    public static string Write(StreamTally tally, DemoSummary? summary, string command)
    {
        var (from, to) = tally.Span ?? (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        var seconds = Math.Max((to - from).TotalSeconds, 1);
        var cameras = tally.Cameras.Where(c => !IsZone(c.Key)).ToList();
        var page = new ReportPage("What the cameras saw, and what was recommended", tally.Span is null ? $"{command}: the topics hold nothing of that time" : T($"{from.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {to.UtcDateTime:HH:mm:ss} UTC, {seconds:0} s; {command}"));
        var emotions = cameras.Sum(c => c.Value.Emotions.Count);
        page.Facts(
            ("Cameras", N(cameras.Count), tally.Cameras.Count > cameras.Count ? $"and {N(tally.Cameras.Count - cameras.Count)} zones" : ""),
            ("Frames read", N(emotions), T($"{emotions / seconds:0.#} a second")),
            ("Faces", N(cameras.Sum(c => c.Value.Faces)), ""),
            ("Recommendations", N(tally.Categories.Values.Sum()), T($"{tally.Cameras.Values.Sum(c => c.Switches)} changes of category")),
            ("Capture to emotion, p95", T($"{tally.CaptureToEmotion.Ms(95):0} ms"), T($"p50 {tally.CaptureToEmotion.Ms(50):0}, p99 {tally.CaptureToEmotion.Ms(99):0}")),
            ("Frames dropped", N(summary?.Frames.Dropped.Values.Sum() ?? cameras.Sum(c => c.Value.Report?.Dropped ?? 0)), ""),
            ("Dead letters", N(tally.DeadLetters.Values.Sum(d => d.Count)), ""));
        Mood(page, tally, from, seconds);
        page.Section("Delays", "By the times in the topics, so with what the brokers add. A recommendation waits for its window's grace.")
            .Figures(p =>
            {
                Delay(p, "Capture to emotion event", tally.CaptureToEmotion, from, to);
                Delay(p, "Window end to recommendation", tally.WindowToRecommendation, from, to);
            })
            .Table("Milliseconds", ["", "events", "p50", "p95", "p99", "longest"],
            [
                Delay("capture to emotion event", tally.CaptureToEmotion), Delay("window end to recommendation", tally.WindowToRecommendation),
            ]);
        Ledger(page, cameras, summary);
        Recommended(page, tally);
        if (tally.DeadLetters.Count > 0)
            page.Section("Dead letters").Table("By stage and reason", ["stage", "reason", "count", "the last one said"],
                [.. tally.DeadLetters.Select(d => new[] { d.Key.Stage, d.Key.Reason, N(d.Value.Count), d.Value.Last })], words: true);
        if (tally.Unreadable > 0)
            page.Section("Unreadable", T($"{tally.Unreadable} messages in the topics were no events that this version reads."));
        return page.ToString();
    }

    private static void Mood(ReportPage page, StreamTally tally, DateTimeOffset from, double seconds)
    {
        var shown = tally.Cameras.Where(c => c.Value.Stretches.Count > 0).Take(MostRows).ToList();
        var rest = tally.Cameras.Count(c => c.Value.Stretches.Count > 0) - shown.Count;
        page.Section("Mood over time", rest > 0 ? T($"The first {MostRows} cameras and zones; {rest} more are in the tables.") : null)
            .Categories(["happy", "energetic", "calm", "sad", "undecided", "nobody"])
            .Figures(p => p.Bands("Valence as a line, above the category recommended", seconds,
            [
                .. shown.Select(c => new BandRow(
                    Name(c.Key), [.. c.Value.Stretches.Select(s => ((s.From - from).TotalSeconds, (s.To - from).TotalSeconds, s.Category.Name()))], Thin(c.Value.Moods, from))),
            ]));
    }

    private static void Ledger(ReportPage page, IReadOnlyList<KeyValuePair<string, CameraTally>> cameras, DemoSummary? summary)
    {
        page.Section("Ledger", summary is null
            ? "Captured, published and dropped are what each agent last said since it started; the rest is counted in this stretch of the topics, so the two need not match."
            : "captured = published + dropped, and published = inferred + skipped + dead letters + in flight, to the frame.");
        if (summary is { Frames: var f })
            page.Table("The demo's own account", ["captured", "published", "dropped", "inferred", "skipped", "dead letters", "in flight", "adds up"],
                [[N(f.Captured), N(f.Published), N(f.Dropped.Values.Sum()), N(f.Inferred), N(f.Skipped.Values.Sum()), N(f.DeadLetters), N(f.InFlight), f.AddsUp ? "yes" : "no"]]);
        page.Table("Cameras", ["camera", "state", "captured", "published", "dropped", "restarts", "frames read", "faces", "dead letters", "recommendations", "changes"],
        [
            .. cameras.Select(c => new[]
            {
                c.Key, c.Value.Report?.State ?? "–", N(c.Value.Report?.Captured), N(c.Value.Report?.Published), N(c.Value.Report?.Dropped), N(c.Value.Report?.Restarts),
                N(c.Value.Emotions.Count), N(c.Value.Faces), N(c.Value.Dead), N(c.Value.Windows), N(c.Value.Switches),
            }),
        ]);
        if (cameras.Where(c => c.Value.Report?.LastError is not null).Select(c => new[] { c.Key, c.Value.Report!.LastError! }).ToList() is { Count: > 0 } errors)
            page.Table("Last errors", ["camera", "error"], errors, words: true);
    }

    private static void Recommended(ReportPage page, StreamTally tally)
    {
        var windows = Math.Max(1, tally.Categories.Values.Sum());
        page.Section("Recommendations").Table("By category", ["category", "windows", "share"],
            [.. tally.Categories.Select(c => new[] { c.Key.Name(), N(c.Value), T($"{100.0 * c.Value / windows:0.0} %") })]);
        if (tally.Songs.Count > 0)
            page.Table("Songs asked for most", ["song", "artist", "category", "windows"],
                [.. tally.Songs.OrderByDescending(s => s.Value).ThenBy(s => s.Key.Title, StringComparer.Ordinal).Take(20).Select(s => new[] { s.Key.Title, s.Key.Artist, s.Key.Category, N(s.Value) })]);
    }

    private static void Delay(ReportPage page, string caption, DelaySamples delays, DateTimeOffset from, DateTimeOffset to)
    {
        if (delays.Count > 0)
            page.Lines(caption, "seconds", "ms", [("p50", delays.OverTime(from, to, Steps, 50)), ("p95", delays.OverTime(from, to, Steps, 95))]);
    }

    private static string[] Delay(string name, DelaySamples d) => [name, N(d.Count), T($"{d.Ms(50):0.0}"), T($"{d.Ms(95):0.0}"), T($"{d.Ms(99):0.0}"), T($"{d.Ms(100):0.0}")];

    private static IReadOnlyList<(double, double)> Thin(List<(DateTimeOffset At, float Valence)> moods, DateTimeOffset from)
    {
        var every = Math.Max(1, moods.Count / 300);
        return [.. moods.Where((_, i) => i % every == 0).Select(m => ((m.At - from).TotalSeconds, (double)m.Valence))];
    }

    private static bool IsZone(string key) => key.StartsWith("zone:", StringComparison.Ordinal);

    private static string Name(string key) => IsZone(key) ? "zone " + key[5..] : key;

    private static string N(long? value) => value?.ToString("#,0", CultureInfo.InvariantCulture) ?? "–";

    private static string T(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
