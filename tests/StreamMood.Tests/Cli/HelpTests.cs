using System.Diagnostics;
using StreamMood.Cli.Commands;
using StreamMood.Tests.Infra;

namespace StreamMood.Tests.Cli;

/// <summary>What every verb owes its user: a help that says what, how and an example, and completion in the shell.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Paths => [.. CompletionScript.All(Deployed.Root()).Skip(1).Select(c => c.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Help_OfEveryVerb_HasDescriptionExampleUsageAndOptions(string path)
    {
        var call = await Call.RunAsync([.. path.Split(' '), "--help"]);
        Assert.Equal(0, call.ExitCode);
        Assert.Contains("Description:", call.Out, StringComparison.Ordinal);
        Assert.Contains("Usage:", call.Out, StringComparison.Ordinal);
        Assert.Contains("Options:", call.Out, StringComparison.Ordinal);
        Assert.Matches(@"Example:\s+(streammood|source <\(streammood) ", call.Out);
        Assert.Contains("streammood " + path.Split(' ')[0], call.Out[call.Out.IndexOf("Example:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        foreach (var option in CompletionScript.All(Deployed.Root()).Single(c => c.Path == path).Command.Options)
            Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{path} {option.Name} says nothing of itself");
    }

    [Theory]
    [InlineData("streammood de", "demo")]
    [InlineData("streammood sink ", "webhook playlist --help")]
    [InlineData("streammood sink webhook --al", "--allow-http")]
    [InlineData("streammood sink --help webhook --al", "--allow-http")]
    [InlineData("streammood control pin lobby --unt", "--until")]
    [InlineData("streammood watch --bootstrap ", "")]
    [InlineData("streammood watch --bootstrap x:1 --js", "--json")]
    [InlineData("streammood nothing", "")]
    public async Task Bash_CompletesALine_OffersWhatThereIs(string line, string offers)
    {
        var script = (await Call.RunAsync("completion", "bash")).Out;
        var ask = $$"""
            {{script}}
            COMP_LINE='{{line}}'
            read -r -a COMP_WORDS <<< "$COMP_LINE"
            [[ $COMP_LINE != *' ' ]] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _streammood
            echo "${COMPREPLY[*]}"
            """;
        Assert.Equal(offers, Bash(ask));
    }

    [Fact]
    public async Task Bash_EveryVerbAndOption_IsOffered()
    {
        var script = (await Call.RunAsync("completion", "bash")).Out;
        foreach (var (path, command) in CompletionScript.All(Deployed.Root()))
        {
            var line = script.Split('\n').Single(l => l.StartsWith($"    '{path}') words=", StringComparison.Ordinal));
            foreach (var word in command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)))
                Assert.Contains(word, line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task OtherShells_NameEveryVerb(string shell)
    {
        var script = (await Call.RunAsync("completion", shell)).Out;
        Assert.All(Deployed.Root().Subcommands, c => Assert.Contains(c.Name, script, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Completion_UnknownShell_IsNamed() => (await Call.RunAsync("completion", "tcsh")).IsRefusedWith("'tcsh'", "bash, zsh and fish");

    private static string Bash(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = bash.StandardOutput.ReadToEnd();
        Assert.Empty(bash.StandardError.ReadToEnd());
        return output.TrimEnd('\n');
    }
}
