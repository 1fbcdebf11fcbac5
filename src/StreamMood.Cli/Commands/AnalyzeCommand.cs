using System.CommandLine;
using System.Globalization;
using StreamMood.Cli.Configuration;
using StreamMood.Vision.Analysis;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood analyze</c>: the worker's own path over files, without Kafka.</summary>
internal static class AnalyzeCommand
{
    public static Command Build(CommandContext context)
    {
        var analyze = new Command("analyze", Verbs.Describe(
            "Finds faces and reads their expressions in pictures, folders and videos. Exit code 0 when all were read, 1 when some were not, 2 when none was.",
            "streammood analyze party.jpg --annotate out/",
            "streammood analyze lobby.mp4 --json"));
        var paths = new Argument<string[]>("PATH") { Arity = ArgumentArity.OneOrMore, Description = "Pictures (JPEG, PNG), folders, videos." };
        var annotate = new Option<string?>("--annotate") { HelpName = "DIR", Description = "Write pictures with boxes, landmarks and labels there." };
        var json = new Option<bool>("--json") { Description = "One picture or frame a line." };
        // A mistyped option would otherwise be taken for a path.
        paths.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.StartsWith("--", StringComparison.Ordinal) && !File.Exists(t.Value)))
                result.AddError($"Unrecognized command or argument '{token.Value}'");
        });
        analyze.Arguments.Add(paths);
        analyze.Options.Add(annotate);
        analyze.Options.Add(json);
        var loader = SettingsLoader.For(
            analyze, InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(), InferenceSettingOptions.Emotion(),
            InferenceSettingOptions.DetectorSize());
        analyze.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings()).Inference;
            using var detector = FaceDetector.Load(settings.Detector, settings.Session);
            using var classifier = EmotionClassifier.Load(settings.Emotion, settings.Session);
            using var analyzer = new PictureAnalyzer(detector, classifier, settings.Vision);
            var options = new AnalyzeOptions { AnnotateFolder = parse.GetValue(annotate) };
            int read = 0, failed = 0;
            await foreach (var result in analyzer.AnalyzeAsync(parse.GetRequiredValue(paths), options, cancellationToken))
            {
                if (result.Error is null)
                    read++;
                else
                    failed++;
                Write(context.Terminal, result, parse.GetValue(json));
            }

            if (read + failed == 0)
                context.Terminal.Error.WriteLine("streammood: no pictures or videos there; looked for .jpg, .jpeg, .png and videos");
            return failed == 0 && read > 0 ? ExitCode.Ok : read > 0 ? ExitCode.Partial : ExitCode.Usage;
        });
        return analyze;
    }

    private static void Write(Terminal terminal, AnalysisResult result, bool json)
    {
        if (json)
            terminal.Out.WriteLine(result.ToJson());
        if (result.Error is { } error)
            terminal.Error.WriteLine($"streammood: {result.Source}: {error}");
        else if (!json)
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{result.Source}{(result.Frame is { } f ? $" frame {f}" : "")}: {Faces(result)}"));
    }

    private static string Faces(AnalysisResult result) => result.Faces is not { Count: > 0 } faces
        ? "no face"
        : string.Join("; ", faces.Select(f => string.Create(
            CultureInfo.InvariantCulture,
            $"{f.Label} (valence {f.Valence:+0.00;-0.00}, arousal {f.Arousal:+0.00;-0.00}) at {f.Box.X:0},{f.Box.Y:0} {f.Box.Width:0}×{f.Box.Height:0}")));
}
