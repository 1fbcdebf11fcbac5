using System.Collections;
using System.CommandLine;
using StreamMood.Contracts;

namespace StreamMood.Cli.Configuration;

/// <summary>Brings the settings of a verb together: command line over environment over JSON file over defaults.</summary>
internal sealed class SettingsLoader
{
    private readonly Option<string?> _file = new("--config")
    {
        HelpName = "FILE.json",
        Description = $"Settings file; sections {string.Join(", ", SettingsBinder.Sections(typeof(StreamMoodSettings)))}.",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "Any setting by its path, such as inference.maxBatch=16 or kafka.client.linger.ms=5. Repeatable.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly List<SettingOption> _options = [];

    /// <summary>Adds <c>--config</c>, <c>--set</c> and the given options to a verb.</summary>
    public static SettingsLoader For(Command command, params ReadOnlySpan<SettingOption> options)
    {
        var loader = new SettingsLoader();
        foreach (var option in options)
        {
            loader._options.Add(option);
            if (!option.Repeatable)
                option.Validators.Add(result =>
                {
                    if (result.Tokens.Count > 1)
                        result.AddError($"{option.Name} is given {result.Tokens.Count} times; give it once");
                });
            command.Options.Add(option);
        }

        command.Options.Add(loader._file);
        command.Options.Add(loader._set);
        return loader;
    }

    /// <summary>Reads and validates.</summary>
    /// <param name="parse">The parsed call.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="settings">Settings with the verb's defaults, to be filled.</param>
    /// <exception cref="UserErrorException">One line an error, all at once.</exception>
    public T Load<T>(ParseResult parse, IDictionary environment, T settings)
        where T : class
    {
        var binder = new SettingsBinder();
        if (parse.GetValue(_file) is { } file)
            binder.Bind(settings, SettingsFile.Read(file, binder.Refuse));
        binder.Bind(settings, SettingsEnvironment.Read(environment));
        binder.Bind(settings, _options.SelectMany(o => (parse.GetValue(o) ?? []).Select(text => new SettingValue(o.Key, text, o.Name))));
        binder.Bind(settings, (parse.GetValue(_set) ?? []).Select(ReadAssignment));
        binder.Validate(settings);
        return binder.Errors.Count == 0 ? settings : throw new UserErrorException(string.Join('\n', binder.Errors));
    }

    private static SettingValue ReadAssignment(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new SettingValue(text[..equals], text[(equals + 1)..], $"--set {text[..equals]}")
            : throw new UserErrorException($"--set '{text}': expected KEY=VALUE, such as inference.maxBatch=16");
    }
}
