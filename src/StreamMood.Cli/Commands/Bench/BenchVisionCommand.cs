using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using StreamMood.Cli.Configuration;
using StreamMood.Lab.Benchmarks;
using StreamMood.Vision.Emotions;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench vision</c>: what each stage costs, and what of it is ours.</summary>
internal static class BenchVisionCommand
{
    public static Command Build(CommandContext context)
    {
        var vision = new Command("vision", Verbs.Describe(
            "Times decode, detect, align + emotion in batches, and the whole, on one thread over 640×480 pictures with 1 and 4 faces; "
            + "overhead is the stage's time over what the ONNX session alone takes on the same tensors.",
            "streammood bench vision --yunet yunet.onnx --json",
            "streammood bench vision --provider cuda --batch 1 --batch 16 --batch 64 --batch 256"));
        var yunet = new Option<string?>("--yunet") { HelpName = "FILE", Description = "A YuNet ONNX file to run through the same path." };
        var seconds = new Option<double>("--seconds") { HelpName = "N", Description = "How long to measure. Default 15.", DefaultValueFactory = _ => 15 }.Within(1, 3600);
        var batch = new Option<int[]>("--batch") { HelpName = "N", Description = "Faces that are classified together, 1 to 256. Repeatable. Default 1, 8 and 32." };
        batch.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var faces) || faces is < 1 or > EmotionClassifier.DeviceMaxBatch)
                    result.AddError($"--batch: expected a number from 1 to {EmotionClassifier.DeviceMaxBatch}, got '{token.Value}'");
        });
        var json = new Option<bool>("--json") { Description = "The report as one JSON object." };
        foreach (var option in (Option[])[yunet, batch, seconds, json])
            vision.Options.Add(option);
        var loader = SettingsLoader.For(
            vision, InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(), InferenceSettingOptions.Emotion(), InferenceSettingOptions.DetectorSize());
        vision.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings()).Inference;
            var options = new VisionBenchmarkOptions
            {
                Detector = settings.Detector,
                Emotion = settings.Emotion,
                DetectorSize = settings.Vision.DetectorSize,
                Provider = settings.Session.Provider,
                Yunet = parse.GetValue(yunet),
                Seconds = parse.GetValue(seconds),
            };
            if (parse.GetValue(batch) is { Length: > 0 } batches)
                options.Batches = [.. batches.Distinct().Order()];
            var report = await Task.Run(() => VisionBenchmark.Run(options, cancellationToken), cancellationToken);
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(report.ToJson());
            else
                Print(context.Terminal.Console, report);
            return ExitCode.Ok;
        });
        return vision;
    }

    private static void Print(IAnsiConsole console, VisionBenchmarkReport report)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .Title(string.Create(CultureInfo.InvariantCulture, $"{report.Picture}, one thread, {report.Provider}, {report.Rounds} rounds, median"))
            .AddColumns("stage", "detector", "faces");
        foreach (var column in (string[])["ms", "per second", "session alone, ms", "overhead"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var s in report.Stages)
            table.AddRow(
                s.Stage, s.Detector ?? "", s.Faces.ToString(CultureInfo.InvariantCulture), Number(s.Ms, "0.000"), Number(s.PerSecond, "0"),
                Number(s.SessionMs, "0.000"), Number(s.Overhead, "0.00"));
        console.Write(table);
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
