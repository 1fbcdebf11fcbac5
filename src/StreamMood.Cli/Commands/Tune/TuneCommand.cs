using System.CommandLine;

namespace StreamMood.Cli.Commands.Tune;

/// <summary><c>streammood tune …</c>.</summary>
internal static class TuneCommand
{
    public static Command Build(CommandContext context)
    {
        var tune = new Command("tune", Verbs.Describe("Picks settings by measuring: on one half of the data, reported on the other.", "streammood tune vision --data ferplus/ --format ferplus", "streammood tune smoothing"));
        tune.Subcommands.Add(TuneVisionCommand.Build(context));
        tune.Subcommands.Add(TuneSmoothingCommand.Build(context));
        return tune;
    }
}
