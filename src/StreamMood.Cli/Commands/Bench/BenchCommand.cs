using System.CommandLine;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench …</c>.</summary>
internal static class BenchCommand
{
    public static Command Build(CommandContext context)
    {
        var bench = new Command("bench", Verbs.Describe("Measures this machine, each figure next to its ceiling in the same run.", "streammood bench worker"));
        bench.Subcommands.Add(BenchVisionCommand.Build(context));
        bench.Subcommands.Add(BenchWorkerCommand.Build(context));
        bench.Subcommands.Add(BenchLatencyCommand.Build(context));
        bench.Subcommands.Add(BenchOverloadCommand.Build(context));
        bench.Subcommands.Add(BenchSmoothingCommand.Build(context));
        bench.Subcommands.Add(BenchTransportCommand.Build(context));
        bench.Subcommands.Add(BenchRecommenderCommand.Build(context));
        bench.Subcommands.Add(BenchCatalogueCommand.Build(context));
        bench.Subcommands.Add(BenchMetricsCommand.Build(context));
        return bench;
    }
}
