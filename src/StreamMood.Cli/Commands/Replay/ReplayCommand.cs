using System.CommandLine;

namespace StreamMood.Cli.Commands.Replay;

/// <summary><c>streammood replay …</c>.</summary>
internal static class ReplayCommand
{
    public static Command Build(CommandContext context)
    {
        var replay = new Command("replay", Verbs.Describe(
            "Publishes again what topics still hold, or runs it through another model. Event ids stay, so consumers can tell repeats.",
            "streammood replay frames --bootstrap kafka-1:9092 --from 10min --into lab.frames.v1",
            "streammood replay dead-letters --bootstrap kafka-1:9092 --reason truncated --dry-run",
            "streammood replay compare --bootstrap kafka-1:9092 --from 5min --model new.onnx"));
        replay.Subcommands.Add(ReplayFramesCommand.Build(context));
        replay.Subcommands.Add(ReplayDeadLettersCommand.Build(context));
        replay.Subcommands.Add(ReplayCompareCommand.Build(context));
        return replay;
    }
}
