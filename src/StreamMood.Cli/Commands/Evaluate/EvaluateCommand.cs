using System.CommandLine;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary><c>streammood evaluate …</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Build(CommandContext context)
    {
        var evaluate = new Command("evaluate", Verbs.Describe(
            "Measures models on labelled pictures and songs, and the whole chain, through the code that the roles run.",
            "streammood evaluate emotions --data faces/ --format folder",
            "streammood evaluate detector --images scenes.zip --boxes boxes.csv"));
        evaluate.Subcommands.Add(EvaluateEmotionsCommand.Build(context));
        evaluate.Subcommands.Add(EvaluateDetectorCommand.Build(context));
        evaluate.Subcommands.Add(EvaluateGeneratorCommand.Build(context));
        evaluate.Subcommands.Add(EvaluateSongsCommand.Build(context));
        evaluate.Subcommands.Add(EvaluateChainCommand.Build(context));
        return evaluate;
    }
}
