using System.CommandLine;

namespace StreamMood.Cli.Commands;

/// <summary>All verbs in the order <c>--help</c> shows them.</summary>
internal static class Verbs
{
    /// <summary>Builds the verbs.</summary>
    public static IEnumerable<Command> All(CommandContext context)
    {
        yield return WatchCommand.Build(context);
        yield return TopicsCommand.Build(context);
    }

    /// <summary>A description followed by an example, the form of every verb's help.</summary>
    public static string Describe(string what, params string[] examples) =>
        $"{what}\n\nExample:\n  {string.Join("\n  ", examples)}";
}
