using System.CommandLine;
using StreamMood.Cli.Commands.Models;
using StreamMood.Cli.Configuration;
using StreamMood.Lab.Evaluation;
using StreamMood.Vision.Emotions;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary><c>streammood evaluate emotions</c>: classifiers on labelled faces.</summary>
internal static class EvaluateEmotionsCommand
{
    public static Command Build(CommandContext context)
    {
        var emotions = new Command("emotions", Verbs.Describe(
            "Measures emotion classifiers on labelled faces: accuracy with its interval, per class, calibration, confusion; McNemar's test between models.",
            "streammood evaluate emotions --data ferplus/ --format ferplus --labels fer --split PublicTest",
            "streammood evaluate emotions --data mine/ --format folder --model streammood-emotion-small --model other.onnx"));
        var (data, format, labels, split, aligned) =
            (DatasetArguments.Data(), DatasetArguments.Format(), DatasetArguments.Labels(), DatasetArguments.Split(), DatasetArguments.Aligned());
        var model = new Option<string[]>("--model") { HelpName = "NAME|FILE", Description = "A classifier; repeatable. Default the bundled one." };
        var readout = new Option<string?>("--readout")
        {
            HelpName = "votes|fer",
            Description = "Which output of models with two: what the worker publishes (votes), or FER2013's own labels (fer). "
                + "Default fer for ferplus with --labels fer, votes for everything else.",
        };
        DatasetArguments.Names(readout, "votes", "fer");
        var tta = new Option<bool>("--tta") { Description = "Average ten views of each face (five crops, mirrored)." };
        var json = new Option<bool>("--json") { Description = "One model a line; notes go to stderr." };
        var markdown = new Option<bool>("--markdown") { Description = "Tables in Markdown." };
        foreach (var option in (Option[])[data, format, labels, split, model, readout, tta, aligned, json, markdown])
            emotions.Options.Add(option);
        var loader = SettingsLoader.For(
            emotions, InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(), InferenceSettingOptions.DetectorSize());
        emotions.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings()).Inference;
            var dataset = DatasetArguments.Read(parse, data, format, labels, split, aligned);
            var options = new EmotionEvaluationOptions
            {
                Models = ModelNames.Once("--model", parse.GetValue(model) is { Length: > 0 } models ? models : [settings.Emotion]),
                Detector = settings.Detector,
                Readout = parse.GetValue(readout) is { } name ? Enum.Parse<EmotionReadout>(name, ignoreCase: true) : null,
                TestTimeAugmentation = parse.GetValue(tta),
                Session = settings.Session,
                Vision = settings.Vision,
            };
            var evaluation = await EvaluationBar.ShowAsync(
                context.Terminal,
                progress => Task.Run(() => EmotionEvaluation.RunAsync(dataset, options, progress, cancellationToken), cancellationToken));
            if (parse.GetValue(json))
                PrintJson(context.Terminal, evaluation);
            else
                EmotionTables.Print(context.Terminal, evaluation, parse.GetValue(markdown));
            return ExitCode.Ok;
        });
        return emotions;
    }

    private static void PrintJson(Terminal terminal, EmotionEvaluation evaluation)
    {
        foreach (var report in evaluation.Reports)
            terminal.Out.WriteLine(report.ToJson());
        foreach (var line in EmotionTables.Remarks(evaluation))
            terminal.Error.WriteLine($"streammood: {line}");
    }
}
