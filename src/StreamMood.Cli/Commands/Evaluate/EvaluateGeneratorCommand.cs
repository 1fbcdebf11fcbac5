using System.CommandLine;
using StreamMood.Cli.Commands.Models;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Lab.Evaluation;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary><c>streammood evaluate generator</c>: what classifiers read in generated faces.</summary>
internal static class EvaluateGeneratorCommand
{
    // Both halves of an identity's eight expressions.
    private const int LeastFaces = 16;

    public static Command Build(CommandContext context)
    {
        var command = new Command("generator", Verbs.Describe(
            "Has classifiers read generated faces, aligned on the generator's own points, and says how often they find the expression that was asked for. "
            + "Ours took part in the generator's training, which flatters it; ask one that did not.",
            "streammood evaluate generator --model streammood-emotion-small --model mini-xception.onnx --faces 800"));
        var generator = new Option<string>("--generator") { HelpName = "NAME|FILE", Description = "The generator. Default the bundled one.", DefaultValueFactory = _ => ModelFiles.DefaultGenerator };
        var model = new Option<string[]>("--model") { HelpName = "NAME|FILE", Description = "A classifier; repeatable. Default the bundled one." };
        var faces = new Option<int>("--faces") { HelpName = "N", Description = "Faces to draw, a multiple of the eight expressions, each person showing all. Default 800.", DefaultValueFactory = _ => 800 };
        var seed = new Option<int>("--seed") { HelpName = "N", Description = "Who is drawn. Default 1.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "One classifier a line." };
        var markdown = new Option<bool>("--markdown") { Description = "Tables in Markdown." };
        foreach (var option in (Option[])[generator, model, faces, seed, json, markdown])
            command.Options.Add(option);
        var loader = SettingsLoader.For(command, InferenceSettingOptions.Provider());
        command.SetAction(async (parse, cancellationToken) =>
        {
            var session = loader.Load(parse, context.Environment, new StreamMoodSettings()).Inference.Session;
            var readers = ModelNames.Once("--model", parse.GetValue(model) is { Length: > 0 } named ? named : [ModelFiles.DefaultEmotion]);
            var count = parse.GetValue(faces);
            if (count < LeastFaces || count > 100_000 || count % 8 != 0)
                throw new UserErrorException(FormattableString.Invariant($"--faces is {count}; expected a multiple of 8 from {LeastFaces} to 100000"));
            var reports = await EvaluationBar.ShowAsync(context.Terminal, progress => Task.Run(
                () => GeneratorEvaluation.Run(parse.GetValue(generator)!, readers, count / 8, parse.GetValue(seed), session, progress, cancellationToken), cancellationToken));
            if (parse.GetValue(json))
                foreach (var report in reports)
                    context.Terminal.Out.WriteLine(report.ToJson());
            else
                Print(context.Terminal, reports, parse.GetValue(markdown));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(Terminal terminal, IReadOnlyList<GeneratorReport> reports, bool markdown)
    {
        var (first, names) = (reports[0], reports.SelectMany(r => r.PerClass.Select(c => c.Label)).Distinct().ToArray());
        var sheet = new Sheet(
            $"{first.Generator}: {Figures.Count(first.People)} people; shares in %, an expression's being its recall",
            ["model", "faces", "read as asked", "95 %", "macro F1", .. names])
        {
            Turned = true,
        };
        foreach (var r in reports)
            sheet.Add([
                r.Model, Figures.Count(r.Faces), Figures.Percent(r.Accuracy), $"{Figures.Percent(r.AccuracyCi[0])}–{Figures.Percent(r.AccuracyCi[1])}", Figures.Percent(r.MacroF1),
                .. names.Select(n => Figures.Percent(r.PerClass.FirstOrDefault(c => c.Label == n)?.Recall))]);
        sheet.Print(terminal, markdown);
        Remark($"people with the same expression differ by {Figures.Number(first.IdentitySpread, "0.0")} grey levels on average");
        foreach (var r in reports.Where(r => r.LeftOut.Count > 0))
            Remark($"{r.Model} has no name for {string.Join(", ", r.LeftOut)}; such faces are left out");
        if (reports.Any(r => r.Model.StartsWith("streammood-", StringComparison.Ordinal)))
            Remark("classifiers of ours took part in the generator's training, or learnt from the same pictures; how near faces come to training pictures stands in the generator's card");

        void Remark(string line) => terminal.Out.WriteLine(markdown ? $"- {line}" : line);
    }
}
