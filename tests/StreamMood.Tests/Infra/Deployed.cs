using System.Collections;
using System.CommandLine;
using StreamMood.Cli;
using StreamMood.Cli.Commands;
using StreamMood.Cli.Configuration;

namespace StreamMood.Tests.Infra;

/// <summary>Holds command lines and settings of deployments against the real parsers.</summary>
internal static class Deployed
{
    /// <summary>All verbs, as the program has them.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand();
        foreach (var verb in Verbs.All(new CommandContext(new Terminal(TextWriter.Null, TextWriter.Null), new Hashtable())))
            root.Subcommands.Add(verb);
        return root;
    }

    /// <summary>Asserts that a call of <c>streammood</c> parses.</summary>
    public static void Parses(params string[] args)
    {
        var parse = Root().Parse(args);
        Assert.True(parse.Errors.Count == 0, $"streammood {string.Join(' ', args)}: {string.Join("; ", parse.Errors.Select(e => e.Message))}");
    }

    /// <summary>Asserts that environment variables name settings that there are, with values of their kinds.</summary>
    public static StreamMoodSettings Environment(IEnumerable<(string Name, string Value)> variables)
    {
        var environment = new Hashtable();
        foreach (var (name, value) in variables)
            environment[name] = value;
        return Bind(SettingsEnvironment.Read(environment));
    }

    /// <summary>The same of a settings file.</summary>
    public static StreamMoodSettings SettingsOf(params string[] path) => Bind(SettingsFile.Read(Path.Combine([Repository.Root, .. path]), Assert.Fail));

    /// <summary>Whether an image is pinned to a version.</summary>
    public static bool IsPinned(string image) => image.LastIndexOf(':') is > 0 and var colon && image[(colon + 1)..].Any(char.IsAsciiDigit);

    private static StreamMoodSettings Bind(IEnumerable<SettingValue> values)
    {
        var settings = new StreamMoodSettings();
        var binder = new SettingsBinder();
        binder.Bind(settings, values);
        Assert.Empty(binder.Errors);
        return settings;
    }
}
