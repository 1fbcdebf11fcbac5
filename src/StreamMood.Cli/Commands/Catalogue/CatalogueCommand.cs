using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Cli.Commands.Catalogue;

/// <summary><c>streammood catalogue FILE</c>: reads a catalogue as the recommender would, and says what is in it.</summary>
internal static class CatalogueCommand
{
    private const int ShownRows = 20;

    public static Command Build(CommandContext context)
    {
        var command = new Command("catalogue", Verbs.Describe(
            "Reads a catalogue of songs as the recommender does: how many songs of each category, and which rows are left out and why. "
            + "CSV with a header, JSON, or JSON Lines; columns are found by name: title or id, artist, genre, explicit, category (or mood), "
            + "and Spotify-style features (danceability, energy, valence, loudness, tempo, duration_ms, release_date, …).",
            "streammood catalogue songs.csv",
            "streammood catalogue songs.json --model mine.onnx --json"));
        var file = new Argument<string?>("FILE") { Description = "The catalogue. Default the illustrative one.", Arity = ArgumentArity.ZeroOrOne };
        var model = new Option<string?>("--model") { HelpName = "FILE", Description = "Song model. Default the bundled one." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        command.Arguments.Add(file);
        command.Options.Add(model);
        command.Options.Add(json);
        command.SetAction((parse, _) =>
        {
            using var songs = SongModel.Open(parse.GetValue(model) ?? SongModel.BundledPath);
            var begun = Stopwatch.GetTimestamp();
            var catalogue = SongCatalogue.Load(parse.GetValue(file) ?? SongCatalogue.BundledPath, songs);
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var report = new CatalogueReport(
                catalogue.Path, songs.Id, catalogue.Songs.Count + catalogue.Skipped.Count, catalogue.Songs.Count, catalogue.Skipped.Count,
                SongCategories.Songs.ToDictionary(c => c.Name(), c => catalogue.Songs.Count(s => s.Category == c)),
                [.. catalogue.Skipped.Take(ShownRows).Select(s => new SkippedLine(s.Row, s.Why))], Math.Round(seconds, 3));
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(JsonSerializer.Serialize(report, CatalogueJsonContext.Default.CatalogueReport));
            else
                Print(context.Terminal, report);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static void Print(Terminal terminal, CatalogueReport report)
    {
        var sheet = new Sheet(
            string.Create(CultureInfo.InvariantCulture, $"{report.Path}: {report.Rows} rows = {report.Songs} songs + {report.Skipped} skipped, {report.Model}, {report.Seconds} s"),
            "category", "songs");
        foreach (var (category, count) in report.Categories)
            sheet.Add(category, Figures.Count(count));
        sheet.Print(terminal, markdown: false);
        foreach (var (row, why) in report.SkippedRows)
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"row {row} skipped: {why}"));
        if (report.Skipped > report.SkippedRows.Count)
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {report.Skipped - report.SkippedRows.Count} more"));
    }
}

/// <summary>What is in a catalogue; rows = songs + skipped.</summary>
internal sealed record CatalogueReport(
    string Path, string Model, int Rows, int Songs, int Skipped, IReadOnlyDictionary<string, int> Categories, IReadOnlyList<SkippedLine> SkippedRows, double Seconds);

/// <summary>A row left out.</summary>
internal sealed record SkippedLine(int Row, string Why);

/// <summary>Source-generated JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CatalogueReport))]
internal sealed partial class CatalogueJsonContext : JsonSerializerContext;
