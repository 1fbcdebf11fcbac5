using System.CommandLine;
using StreamMood.Contracts;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood completion</c>: a script for the shell, made from the verbs and options themselves.</summary>
internal static class CompletionCommand
{
    public static Command Build(CommandContext context)
    {
        var completion = new Command("completion", Verbs.Describe(
            "Writes a script that completes verbs, options and file names in bash, zsh or fish.",
            "source <(streammood completion bash)",
            "streammood completion zsh > ~/.zfunc/_streammood",
            "streammood completion fish > ~/.config/fish/completions/streammood.fish"));
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        completion.Arguments.Add(shell);
        completion.SetAction(parse =>
        {
            var root = parse.RootCommandResult.Command;
            var text = parse.GetValue(shell) switch
            {
                "bash" => CompletionScript.Bash(root),
                "zsh" => CompletionScript.Zsh(root),
                "fish" => CompletionScript.Fish(root),
                var other => throw new UserErrorException($"no completion for '{other}'; there is bash, zsh and fish"),
            };
            context.Terminal.Out.Write(text);
            return ExitCode.Ok;
        });
        return completion;
    }
}
