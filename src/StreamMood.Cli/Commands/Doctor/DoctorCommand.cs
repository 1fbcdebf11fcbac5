using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StreamMood.Cli.Configuration;

namespace StreamMood.Cli.Commands.Doctor;

/// <summary><c>streammood doctor</c>: is everything here that is needed, and if not, what to do.</summary>
internal static class DoctorCommand
{
    public static Command Build(CommandContext context)
    {
        var doctor = new Command("doctor", Verbs.Describe(
            "Looks at versions, native libraries, providers, models and the broker; each with a verdict and what to do. Exit code 1 when something is broken.",
            "streammood doctor --bootstrap kafka-1:9092"));
        var json = new Option<bool>("--json") { Description = "One finding a line." };
        doctor.Options.Add(json);
        var loader = SettingsLoader.For(doctor, CommonOptions.Bootstrap(), CommonOptions.ClientFile(), InferenceSettingOptions.Provider());
        doctor.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            List<Finding> findings = [.. Checks.Machine(settings.Inference)];
            findings.Add(await Checks.BrokerAsync(settings.Kafka, context.Time, cancellationToken));
            foreach (var finding in findings)
                if (parse.GetValue(json))
                    context.Terminal.Out.WriteLine(JsonSerializer.Serialize(finding, DoctorJson.Default.Finding));
                else
                    Print(context.Terminal.Console, finding);
            return findings.Any(f => f.Verdict == Verdict.Broken) ? ExitCode.Partial : ExitCode.Ok;
        });
        return doctor;
    }

    private static void Print(IAnsiConsole console, Finding finding)
    {
        var (mark, color) = finding.Verdict switch
        {
            Verdict.Ok => ("ok", "green"),
            Verdict.Warning => ("warning", "yellow"),
            _ => ("broken", "red"),
        };
        console.MarkupLine($"[{color}]{mark,-7}[/] [bold]{Markup.Escape(finding.Check)}[/]: {Markup.Escape(finding.Found)}");
        if (finding.Mend is { } mend)
            console.MarkupLine($"        → {Markup.Escape(mend)}");
    }
}
