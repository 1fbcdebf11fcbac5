using System.CommandLine;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Cli.Commands.Models;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Report;
using StreamMood.Contracts;
using StreamMood.Lab.Comparison;
using StreamMood.Lab.Reports;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood compare</c>: every model over every data set, beside earlier work.</summary>
internal static class CompareCommand
{
    public static Command Build(CommandContext context)
    {
        var compare = new Command("compare", Verbs.Describe(
            "Measures every model on every data set of a folder in one run, beside a classical pipeline that it trains and what others report. "
            + "Tables go to stdout; --html writes one self-contained page.",
            "streammood compare --data ../shared/data --html comparison.html",
            "streammood compare --data ../shared/data --model streammood-emotion-small --model mini-xception.onnx --json"));
        var data = new Option<string>("--data") { HelpName = "DIR", Description = "Folder with ferplus, ckplus, muxspace, crowd, faces-in-context; those missing are left out.", Required = true };
        var model = new Option<string[]>("--model") { HelpName = "NAME|FILE", Description = "An emotion classifier; repeatable. Default all bundled and pulled ones." };
        var detector = new Option<string[]>("--detector") { HelpName = "NAME|FILE", Description = "A face detector; repeatable. Default all bundled and pulled ones." };
        var plain = new Option<bool>("--no-classical") { Description = "Leaves out the classical pipeline, whose training takes a minute." };
        var html = new Option<string?>("--html") { HelpName = "FILE", Description = "Writes the report as a page." };
        var markdown = new Option<string?>("--markdown") { HelpName = "FILE", Description = "Writes the report as Markdown." };
        var json = new Option<bool>("--json") { Description = "Prints the report as one line of JSON." };
        foreach (var option in (Option[])[data, model, detector, plain, html, markdown, json])
            compare.Options.Add(option);
        var loader = SettingsLoader.For(compare, InferenceSettingOptions.Provider());
        compare.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings()).Inference;
            var options = new ComparisonOptions
            {
                Data = parse.GetRequiredValue(data),
                Emotions = Chosen(parse.GetValue(model), ModelKind.Emotion, "--model"),
                Detectors = Chosen(parse.GetValue(detector), ModelKind.Detector, "--detector"),
                Classical = !parse.GetValue(plain),
                Session = settings.Session,
                Vision = settings.Vision,
            };
            if (!Directory.Exists(options.Data))
                throw new UserErrorException($"--data '{options.Data}': there is no such folder");
            await using var page = parse.GetValue(html) is { } pagePath ? StreamReport.Open("--html", pagePath) : null;
            await using var tables = parse.GetValue(markdown) is { } tablesPath ? StreamReport.Open("--markdown", tablesPath) : null;
            var report = await EvaluationBar.ShowAsync(
                context.Terminal, progress => Task.Run(() => ModelComparison.RunAsync(options, progress, cancellationToken), cancellationToken));
            var text = MarkdownReport.Write(report);
            if (page is not null)
                await StreamReport.WriteAsync(page, HtmlReport.Write(report, context.Time.GetUtcNow(), Words(options)));
            if (tables is not null)
                await StreamReport.WriteAsync(tables, text);
            context.Terminal.Out.Write(parse.GetValue(json) ? report.ToJson() + "\n" : text);
            return ExitCode.Ok;
        });
        return compare;
    }

    private static IReadOnlyList<string> Chosen(string[]? named, ModelKind kind, string option)
    {
        if (named is { Length: > 0 })
            return ModelNames.Once(option, named);
        return [.. ModelLine.All().Where(m => m.Installed && m.Kind.Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase)).Select(m => m.Name)];
    }

    private static string Words(ComparisonOptions options) =>
        $"streammood compare --data {options.Data} {string.Concat(options.Emotions.Select(m => $"--model {m} "))}{string.Concat(options.Detectors.Select(m => $"--detector {m} "))}{(options.Classical ? "" : "--no-classical")}".TrimEnd();
}
