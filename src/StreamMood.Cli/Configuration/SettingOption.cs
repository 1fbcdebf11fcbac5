using System.CommandLine;

namespace StreamMood.Cli.Configuration;

/// <summary>An option of a verb that writes one setting. Its text is read with all other settings, so that every wrong one is reported at once.</summary>
internal sealed class SettingOption : Option<string[]>
{
    public SettingOption(string name, string key, string helpName, string description)
        : base(name)
    {
        Key = key;
        HelpName = helpName;
        Description = description;
        Arity = ArgumentArity.OneOrMore;
    }

    /// <summary>Whether the option may be given several times, each adding an element.</summary>
    public bool Repeatable { get; init; }

    /// <summary>The setting, such as <c>inference.maxBatch</c>.</summary>
    public string Key { get; }
}
