using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench catalogue</c>: how long a recommender waits for its songs.</summary>
internal static class BenchCatalogueCommand
{
    public static Command Build(CommandContext context)
    {
        var command = new Command("catalogue", Verbs.Describe(
            "Writes a made catalogue of so many rows, one in a hundred of them bad, and loads it once as a recommender that starts would: nothing is "
            + "warmed up but the song model. Beside it, how long the song model alone takes for the same songs.",
            "streammood bench catalogue --rows 100000 --json"));
        var rows = BenchOptions.Number("--rows", "N", "Rows. Default 100,000.", 100_000, 100, 1_000_000);
        var format = new Option<string>("--format") { HelpName = "csv|json|jsonl", Description = "How it is written. Default csv.", DefaultValueFactory = _ => "csv" };
        DatasetArguments.Names(format, "csv", "json", "jsonl");
        var json = BenchOptions.Json();
        foreach (var option in (Option[])[rows, format, json])
            command.Options.Add(option);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var report = await Task.Run(() => Measure(parse.GetValue(rows), parse.GetValue(format)!, context.Time, cancellationToken), cancellationToken);
            context.Terminal.Out.WriteLine(parse.GetValue(json)
                ? JsonSerializer.Serialize(report, BenchJson.Default.CatalogueBenchReport)
                : FormattableString.Invariant($"{report.Rows} rows ({report.Format}, {report.Bytes} bytes) = {report.Songs} songs + {report.Skipped} skipped of {report.BadRows} bad, in {report.Seconds} s ({report.CpuSeconds} s of processor time); the song model alone {report.ModelSeconds} s ({report.ModelCpuSeconds} s); {report.AllocatedBytesPerRow} bytes allocated a row"));
            return report.Songs + report.Skipped == report.Rows && report.Skipped == report.BadRows ? ExitCode.Ok : ExitCode.Partial;
        });
        return command;
    }

    private static CatalogueBenchReport Measure(int rows, string format, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("streammood-catalogue");
        try
        {
            var path = Path.Combine(folder.FullName, "songs." + format);
            var bad = MadeCatalogue.Write(path, rows, format, cancellationToken);
            using var model = SongModel.Open(SongModel.BundledPath);
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var load = Watch.Start(time);
            var catalogue = SongCatalogue.Load(path, model);
            var (seconds, processor) = load.Stop();
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            cancellationToken.ThrowIfCancellationRequested();
            var features = new float[catalogue.Songs.Count * model.Features.Count];
            var random = new Random(1);
            for (var i = 0; i < features.Length; i++)
                features[i] = (float)(model.Features[i % model.Features.Count] is var f ? f.Low + random.NextDouble() * (f.High - f.Low) : 0);
            var score = Watch.Start(time);
            model.Score(features);
            var (alone, aloneProcessor) = score.Stop();
            return new CatalogueBenchReport(
                rows, format, new FileInfo(path).Length, catalogue.Songs.Count, catalogue.Skipped.Count, bad, seconds, processor, alone, aloneProcessor,
                Math.Round((double)allocated / rows), Environment.ProcessorCount);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private readonly record struct Watch(TimeProvider Time, long Begun, TimeSpan Processor)
    {
        public static Watch Start(TimeProvider time) => new(time, time.GetTimestamp(), Spent());

        public (double Seconds, double Processor) Stop() =>
            (Math.Round(Time.GetElapsedTime(Begun).TotalSeconds, 3), Math.Round((Spent() - Processor).TotalSeconds, 3));

        private static TimeSpan Spent()
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }
}
