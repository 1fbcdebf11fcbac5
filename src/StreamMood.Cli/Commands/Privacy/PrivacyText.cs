using System.Globalization;
using Spectre.Console;

namespace StreamMood.Cli.Commands.Privacy;

/// <summary>The report for people.</summary>
internal static class PrivacyText
{
    public static void Print(PrivacyReport report, Terminal terminal)
    {
        var topics = Table("stored in Kafka", "what", "kept", "copies", "verdict");
        foreach (var t in report.Topics)
            topics.AddRow(Text(t.Topic), Text(t.Holds), Text(t.Kept), t.Replicas.ToString(CultureInfo.InvariantCulture), Verdict(t.Verdict));
        terminal.Console.Write(topics);
        foreach (var line in report.Elsewhere)
            terminal.Out.WriteLine(line);
        var a = report.Access;
        terminal.Out.WriteLine($"Kafka at {report.Kafka}: {(a.Encrypted ? "encrypted" : "not encrypted")}, {(a.Users ? "users known" : "users not known")}, rights {a.Rights} ({a.Verdict.ToString().ToLowerInvariant()})");
        if (a.MayReadPictures is { } readers)
            terminal.Out.WriteLine($"may read pictures: {(readers.Count == 0 ? "nobody but super users" : string.Join(", ", readers))}");
        if (report.Cameras.Count > 0)
        {
            var cameras = Table("camera", "state", "basis", "notice", "recorded", "verdict");
            foreach (var c in report.Cameras)
                cameras.AddRow(
                    Text(c.Camera), Text(c.State), Text(c.RevokedAt is { } at ? $"revoked {Day(at)}" : c.Consent?.Basis ?? "none"), Text(c.Consent?.Notice ?? ""),
                    c.Consent?.RecordedAt is { } recorded ? Day(recorded) : "", Verdict(c.Verdict));
            terminal.Console.Write(cameras);
        }

        if (report.Zones.Count > 0)
        {
            var zones = Table("zone", "lies in", "cameras", "verdict");
            foreach (var z in report.Zones)
                zones.AddRow(Text(z.Zone), Text(z.Setting), Text(string.Join(", ", z.Cameras)), Verdict(z.Verdict));
            terminal.Console.Write(zones);
        }

        foreach (var (name, note) in report.Topics.Select(t => (t.Topic, t.Note)).Append(("Kafka", a.Note)).Concat(report.Cameras.Select(c => (c.Camera, c.Note))))
            if (note is not null)
                terminal.Out.WriteLine($"{name}: {note}");
    }

    private static Table Table(params string[] columns) => new Table().Border(TableBorder.Rounded).AddColumns(columns);

    private static string Text(string text) => Markup.Escape(text);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Verdict(PrivacyVerdict verdict) => verdict switch
    {
        PrivacyVerdict.Ok => "[palegreen3]ok[/]",
        PrivacyVerdict.Warn => "[yellow]warn[/]",
        _ => "[bold orangered1]bad[/]",
    };
}
