using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using StreamMood.Cli.Commands;
using StreamMood.Contracts;

namespace StreamMood.Cli;

/// <summary>The verbs, and what becomes of their errors.</summary>
internal static class CommandLine
{
    /// <summary>Runs one call of <c>streammood</c>.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="cancellationToken">Cancelled by Ctrl-C.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, IDictionary environment, CancellationToken cancellationToken)
    {
        var parse = Build(terminal, environment).Parse(args);
        if (parse.Errors.Count > 0 && parse.Action is not System.CommandLine.Help.HelpAction)
        {
            // A mistyped verb is reported twice, as an unknown word and as a missing verb; the word is what to mend.
            var unknown = parse.UnmatchedTokens.Count > 0 ? parse.Errors.Where(e => e.Message.Contains($"'{parse.UnmatchedTokens[0]}'", StringComparison.Ordinal)) : [];
            var errors = unknown.Any() ? unknown : parse.Errors;
            Report(terminal, errors.Select(e => Plain(e.Message)).Distinct(), $"; see 'streammood {Path(parse)}--help'");
            return ExitCode.Usage;
        }

        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = terminal.Out,
            Error = terminal.Error,
        };
        try
        {
            return await parse.InvokeAsync(invocation, cancellationToken);
        }
        catch (UserErrorException e)
        {
            Report(terminal, e.Message.Split('\n'), "");
            return ExitCode.Usage;
        }
        catch (FatalBrokerException e)
        {
            Report(terminal, [e.Message], "");
            return ExitCode.Broker;
        }
        catch (KafkaException e)
        {
            // Roles ride out what passes; what comes through here is an answer to a question that was asked once.
            Report(terminal, [$"Kafka: {e.Error.Reason} ({e.Error.Code})"], "");
            return ExitCode.Broker;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            Report(terminal, [$"{e.GetType().Name}: {e.Message.Split('\n')[0]}; this is a fault of the program, details in {Details(e)}"], "");
            return ExitCode.Fault;
        }
    }

    // A stack trace helps whoever mends it and nobody else, so it goes where it can be fetched.
    private static string Details(Exception e)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"streammood-fault-{Environment.ProcessId}.txt");
        try
        {
            File.WriteAllText(path, e.ToString());
            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "no file, because none can be written to the temporary folder";
        }
    }

    // The library names the type of the program that a word could not be turned into.
    private static string Plain(string message) => Regex.Replace(message.TrimEnd('.'), " as expected type '[^']*(Int|Double)[^']*'", type =>
        type.Groups[1].Value == "Int" ? "; expected a whole number" : "; expected a number");

    private static RootCommand Build(Terminal terminal, IDictionary environment)
    {
        var context = new CommandContext(terminal, environment);
        var root = new RootCommand("Many live cameras in, song categories that fit the room out, over Kafka.");
        foreach (var verb in Verbs.All(context))
            root.Subcommands.Add(verb);
        return root;
    }

    private static string Path(ParseResult parse)
    {
        var path = "";
        for (var at = parse.CommandResult; at is { Command: not RootCommand }; at = at.Parent as CommandResult)
            path = $"{at.Command.Name} {path}";
        return path;
    }

    private static void Report(Terminal terminal, IEnumerable<string> lines, string hint)
    {
        foreach (var line in lines)
            terminal.Error.WriteLine($"streammood: {line}{hint}");
    }
}
