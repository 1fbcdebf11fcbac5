using System.CommandLine;
using StreamMood.Cli.Commands.Models;
using StreamMood.Cli.Configuration;
using StreamMood.Lab.Evaluation;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary><c>streammood evaluate detector</c>: face detectors on labelled scenes.</summary>
internal static class EvaluateDetectorCommand
{
    public static Command Build(CommandContext context)
    {
        var detector = new Command("detector", Verbs.Describe(
            "Measures face detectors on labelled scenes: recall by face height, precision, average precision, false alarms, landmarks, time.",
            "streammood evaluate detector --images scenes.zip --boxes boxes.csv --negatives empty.zip --model streammood-detector --model yunet.onnx"));
        var images = new Option<string>("--images") { HelpName = "DIR|ZIP", Description = "The pictures.", Required = true };
        var boxes = new Option<string[]>("--boxes")
        {
            HelpName = "CSV",
            Description = "file,x,y,w,h in picture pixels, one row a face; a further table adds faces of the same pictures.",
            Required = true,
        };
        var ignore = new Option<string?>("--ignore") { HelpName = "CSV", Description = "file,x,y,w,h of regions that are neither face nor background." };
        var split = new Option<string?>("--split") { HelpName = "NAME", Description = "Keeps the rows whose column split says so. Default all." };
        var negatives = new Option<string?>("--negatives") { HelpName = "DIR|ZIP", Description = "Pictures without a face." };
        var model = new Option<string[]>("--model") { HelpName = "NAME|FILE", Description = "A detector; repeatable. Default the bundled one." };
        var json = new Option<bool>("--json") { Description = "One model a line." };
        var markdown = new Option<bool>("--markdown") { Description = "A table in Markdown." };
        foreach (var option in (Option[])[images, boxes, ignore, split, negatives, model, json, markdown])
            detector.Options.Add(option);
        var size = new SettingOption("--size", "inference.vision.detectorSize", "N", "Long side of the picture the detector sees. Default 320.");
        var loader = SettingsLoader.For(detector, InferenceSettingOptions.Provider(), size);
        detector.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings()).Inference;
            var tables = parse.GetRequiredValue(boxes);
            var options = new DetectorEvaluationOptions
            {
                Models = ModelNames.Once("--model", parse.GetValue(model) is { Length: > 0 } models ? models : [settings.Detector]),
                Images = parse.GetRequiredValue(images),
                Boxes = tables[0],
                MoreBoxes = tables[1..],
                Ignore = parse.GetValue(ignore),
                Split = parse.GetValue(split),
                Negatives = parse.GetValue(negatives),
                Session = settings.Session,
                Vision = settings.Vision,
            };
            var reports = await EvaluationBar.ShowAsync(
                context.Terminal, progress => Task.Run(() => DetectorEvaluation.Run(options, progress, cancellationToken), cancellationToken));
            if (parse.GetValue(json))
                foreach (var report in reports)
                    context.Terminal.Out.WriteLine(report.ToJson());
            else
                Print(context.Terminal, reports, settings.Vision.DetectorSize, parse.GetValue(markdown));
            return ExitCode.Ok;
        });
        return detector;
    }

    private static void Print(Terminal terminal, IReadOnlyList<DetectorReport> reports, int size, bool markdown)
    {
        var first = reports[0];
        var n = first.FacesByHeight;
        var sheet = new Sheet(
            $"{Figures.Count(first.Images)} pictures, {Figures.Count(first.Faces)} faces, long side {size}; recall by face height in pixels of the detector's input (of the first model: "
            + $"{Figures.Count(n[0])}, {Figures.Count(n[1])}, {Figures.Count(n[2])}, {Figures.Count(n[3])} faces); shares in %",
            "model", "≥ 96", "48–96", "24–48", "< 24", "precision", "AP50", "false faces/negative", "negatives with one", "NME", "ms", "bytes")
        {
            Turned = true,
        };
        foreach (var r in reports)
            sheet.Add(
                r.Model, Figures.Percent(r.Recall.From96), Figures.Percent(r.Recall.From48), Figures.Percent(r.Recall.From24), Figures.Percent(r.Recall.From0),
                Figures.Percent(r.Precision), Figures.Percent(r.Ap50), Figures.Number(r.FalsePositivesPerNegative, "0.0000"), Figures.Percent(r.NegativesWithFace),
                Figures.Number(r.Nme), Figures.Number(r.MsPerImage, "0.00"), Figures.Count(r.ModelBytes));
        sheet.Print(terminal, markdown);
    }
}
