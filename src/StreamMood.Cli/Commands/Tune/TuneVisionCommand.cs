using System.CommandLine;
using System.Globalization;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Report;
using StreamMood.Contracts;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Tuning;

namespace StreamMood.Cli.Commands.Tune;

/// <summary><c>streammood tune vision</c>: what lies between a picture and its scores.</summary>
internal static class TuneVisionCommand
{
    public static Command Build(CommandContext context)
    {
        var vision = new Command("vision", Verbs.Describe(
            "Picks size and threshold of the detector, margin of the crop, reading of the mirror image and temperature: half of the labelled people choose, the others report. "
            + "Prints the Pareto front of accuracy against milliseconds a picture; changes nothing.",
            "streammood tune vision --data ferplus/ --format ferplus --negatives rooms.zip --html tuned.html",
            "streammood tune vision --data muxspace/ --format muxspace --no-detector --json"));
        var (data, format, labels, split) = (DatasetArguments.Data(), DatasetArguments.Format(), DatasetArguments.Labels(), DatasetArguments.Split());
        var aligned = new Option<bool>("--no-detector") { Description = "Look for no faces: the picture, or what its own points span, is the face. Tries margin, mirror image and temperature." };
        var report = new Option<string?>("--report-split") { HelpName = "NAME", Description = "The split that reports, --split then choosing. Default: --split is dealt in two by person, or by picture where people are not known." };
        var negatives = new Option<string?>("--negatives") { HelpName = "DIR|ZIP", Description = "Pictures without a face: tiles are put into them, and every other face found there is false." };
        var faces = new Option<string?>("--face-sizes") { HelpName = "N,N", Description = "Least and most pixels of a tile in a room of 640; what your cameras see decides what a detector's size is worth. Default 48,240." };
        var sizes = new Option<string?>("--sizes") { HelpName = "N,N…", Description = "Long sides of the detector's input to try. Default 160,224,320,448,640." };
        var thresholds = new Option<string?>("--thresholds") { HelpName = "X,X…", Description = "Least scores of a face to try. Default 0.4,0.5,0.6,0.7,0.8,0.9." };
        var margins = new Option<string?>("--margins") { HelpName = "X,X…", Description = "Sides of the crop to try, in sides of what the model asks for. Default 0.85,0.92,1,1.08,1.16." };
        var pictures = new Option<int?>("--pictures") { HelpName = "N", Description = "Most pictures, drawn with the seed. Default 2000." };
        var budget = new Option<double?>("--budget") { HelpName = "MS", Description = "Most milliseconds a picture of the choice. Default no bound." };
        var falseFaces = new Option<double?>("--false-faces") { HelpName = "X", Description = "Most false faces a picture of the choice. Default as many as the present settings find." };
        var seed = new Option<int?>("--seed") { HelpName = "N", Description = "Of draws, rooms and bootstrap. Default 1." };
        var html = new Option<string?>("--html") { HelpName = "FILE", Description = "Writes a page with the plot." };
        var json = new Option<bool>("--json") { Description = "The report as one line of JSON." };
        var markdown = new Option<bool>("--markdown") { Description = "Tables in Markdown." };
        foreach (var option in (Option[])[data, format, labels, split, report, aligned, negatives, faces, sizes, thresholds, margins, pictures, budget, falseFaces, seed, html, json, markdown])
            vision.Options.Add(option);
        var loader = SettingsLoader.For(
            vision, InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(), InferenceSettingOptions.Emotion(), InferenceSettingOptions.DetectorSize());
        vision.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings()).Inference;
            var options = new VisionTuningOptions
            {
                Data = DatasetArguments.Read(parse, data, format, labels, split),
                FindFaces = !parse.GetValue(aligned),
                ReportSplit = parse.GetValue(report),
                Negatives = parse.GetValue(negatives),
                Detector = settings.Detector,
                Emotion = settings.Emotion,
                Session = settings.Session,
                Vision = settings.Vision,
                Budget = Positive(parse.GetValue(budget), "--budget"),
                FalseFaces = parse.GetValue(falseFaces) is < 0 or double.NaN ? throw new UserErrorException("--false-faces: expected 0 or more") : parse.GetValue(falseFaces),
            };
            // Points of a set are its own affair; a folder's picture as a whole is what there is without a detector.
            options.Data.Aligned = !options.FindFaces && options.Data.Format == DatasetFormat.Folder;
            if (Numbers(parse.GetValue(sizes), "--sizes") is { } s)
                options.Sizes = Whole(s, "--sizes");
            if (Numbers(parse.GetValue(faces), "--face-sizes") is { } f)
                options.FaceSizes = f is [>= 16, <= 640] && f[0] <= f[1] ? Whole(f, "--face-sizes") : throw new UserErrorException("--face-sizes: expected two numbers from 16 to 640, the smaller first, such as 48,240");
            options.Thresholds = Numbers(parse.GetValue(thresholds), "--thresholds") ?? options.Thresholds;
            options.Margins = Numbers(parse.GetValue(margins), "--margins") ?? options.Margins;
            options.Pictures = parse.GetValue(pictures) ?? options.Pictures;
            options.Seed = parse.GetValue(seed) ?? options.Seed;
            if (options.Pictures is < 20 or > 1_000_000)
                throw new UserErrorException(FormattableString.Invariant($"--pictures is {options.Pictures}; expected 20 to 1000000"));
            await using var page = parse.GetValue(html) is { } path ? StreamReport.Open("--html", path) : null;
            var tuned = await EvaluationBar.ShowAsync(
                context.Terminal, progress => Task.Run(() => VisionTuning.RunAsync(options, progress, cancellationToken), cancellationToken));
            if (page is not null)
                await StreamReport.WriteAsync(page, VisionTuningTables.Page(tuned, context.Time.GetUtcNow()));
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(tuned.ToJson());
            else
                Print(context.Terminal, tuned, parse.GetValue(markdown));
            return ExitCode.Ok;
        });
        return vision;
    }

    private static void Print(Terminal terminal, VisionTuningReport report, bool markdown)
    {
        var settings = new Sheet(VisionTuningTables.Title(report), [.. markdown ? VisionTuningTables.Columns : VisionTuningTables.NarrowColumns]);
        foreach (var row in markdown ? VisionTuningTables.Settings(report) : VisionTuningTables.Narrow(report))
            settings.Add(row);
        settings.Print(terminal, markdown);
        var temperatures = new Sheet("Temperature, fitted on the pictures that chose", [.. VisionTuningTables.TemperatureColumns]);
        foreach (var row in VisionTuningTables.Temperatures(report))
            temperatures.Add(row);
        temperatures.Print(terminal, markdown);
        foreach (var line in VisionTuningTables.Verdict(report).Concat(report.Notes))
            terminal.Out.WriteLine(markdown ? $"- {line}" : line);
    }

    private static double? Positive(double? value, string option) => value is <= 0 or double.NaN
        ? throw new UserErrorException(FormattableString.Invariant($"{option} is {value}; expected more than 0"))
        : value;

    private static int[] Whole(float[] values, string option) =>
    [
        .. values.Select(x => x == (int)x ? (int)x : throw new UserErrorException($"{option}: {x.ToString(CultureInfo.InvariantCulture)} is no whole number of pixels")),
    ];

    private static float[]? Numbers(string? text, string option) => text is null ? null :
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(t =>
            float.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
                ? value
                : throw new UserErrorException($"{option}: '{t}' is no number; expected numbers with commas between, such as 0.5,0.7")),
    ];
}
