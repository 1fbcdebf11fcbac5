using System.CommandLine;
using StreamMood.Cli.Commands.Bench;
using StreamMood.Cli.Commands.Catalogue;
using StreamMood.Cli.Commands.Demo;
using StreamMood.Cli.Commands.Doctor;
using StreamMood.Cli.Commands.Evaluate;
using StreamMood.Cli.Commands.Plan;
using StreamMood.Cli.Commands.Privacy;
using StreamMood.Cli.Commands.Replay;
using StreamMood.Cli.Commands.Sink;
using StreamMood.Cli.Commands.Train;
using StreamMood.Cli.Commands.Models;
using StreamMood.Cli.Commands.Tune;

namespace StreamMood.Cli.Commands;

/// <summary>All verbs in the order <c>--help</c> shows them.</summary>
internal static class Verbs
{
    /// <summary>Builds the verbs.</summary>
    public static IEnumerable<Command> All(CommandContext context)
    {
        yield return DemoCommand.Build(context);
        yield return AnalyzeCommand.Build(context);
        yield return CameraCommand.Build(context);
        yield return InferCommand.Build(context);
        yield return RecommendCommand.Build(context);
        yield return WatchCommand.Build(context);
        yield return WebCommand.Build(context);
        yield return ReportCommand.Build(context);
        yield return SinkCommand.Build(context);
        yield return ControlCommand.Build(context);
        yield return TopicsCommand.Build(context);
        yield return PrivacyCommand.Build(context);
        yield return ReplayCommand.Build(context);
        yield return PlanCommand.Build(context);
        yield return ModelsCommand.Build(context);
        yield return CatalogueCommand.Build(context);
        yield return EvaluateCommand.Build(context);
        yield return CompareCommand.Build(context);
        yield return TrainCommand.Build(context);
        yield return BenchCommand.Build(context);
        yield return TuneCommand.Build(context);
        yield return DoctorCommand.Build(context);
        yield return CompletionCommand.Build(context);
    }

    /// <summary>A description followed by an example, the form of every verb's help.</summary>
    public static string Describe(string what, params string[] examples) =>
        $"{what}\n\nExample:\n  {string.Join("\n  ", examples)}";
}
