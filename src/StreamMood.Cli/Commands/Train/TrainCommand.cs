using System.CommandLine;

namespace StreamMood.Cli.Commands.Train;

/// <summary><c>streammood train …</c>.</summary>
internal static class TrainCommand
{
    public static Command Build(CommandContext context)
    {
        var train = new Command("train", Verbs.Describe(
            "Trains classical models and says how good they are.",
            "streammood train songs --data songs.csv --output songs.onnx"));
        train.Subcommands.Add(TrainSongsCommand.Build(context));
        return train;
    }
}
