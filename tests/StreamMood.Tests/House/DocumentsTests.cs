using System.Collections;
using System.Text.RegularExpressions;
using StreamMood.Cli.Configuration;
using StreamMood.Tests.Cli;

namespace StreamMood.Tests.House;

/// <summary>What the pages name is there: files, verbs with their options, settings.</summary>
public sealed partial class DocumentsTests
{
    private static readonly string[] Pages = ["README.md", "infra/README.md", "src/README.md", "src/StreamMood.Contracts/README.md", "src/StreamMood.Lab/README.md", "src/training/README.md", "dashboards/README.md"];

    [Fact]
    public void Links_LeadToFiles() => Assert.Empty(
        from page in Pages
        from Match link in Link().Matches(Text(page))
        let path = link.Groups[1].Value
        where !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, path))
        select $"{page}: {path}");

    [Fact]
    public async Task Commands_HaveTheirVerbsAndOptions()
    {
        var helps = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> wrong = [];
        foreach (var page in Pages)
            foreach (Match command in Command().Matches(Text(page)))
            {
                string[] verb = [.. command.Groups["verb"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
                var help = await HelpAsync(verb);
                // Of a verb that there is not, the help is that of the verbs there are.
                if (!help.Contains($"streammood {verb[0]}", StringComparison.Ordinal) || (verb.Length > 1 && help.Contains("\nCommands:", StringComparison.Ordinal)))
                    wrong.Add($"{page}: {command.Value}: there is no such verb");
                wrong.AddRange(
                    from Match option in Option().Matches(command.Groups["rest"].Value)
                    where !help.Contains($"{option.Value} ", StringComparison.Ordinal) && !help.Contains($"{option.Value}\n", StringComparison.Ordinal)
                    select $"{page}: {command.Value}: {option.Value}");
            }

        Assert.Empty(wrong);

        async Task<string> HelpAsync(string[] verb)
        {
            var name = string.Join(' ', verb);
            if (!helps.TryGetValue(name, out var help))
                helps.Add(name, help = (await Call.RunAsync([.. verb, "--help"])).Out);
            return help;
        }
    }

    [Fact]
    public void Settings_AreKnown() => Assert.Empty(
        from page in Pages
        from Match setting in Setting().Matches(Text(page))
        where !IsSetting(typeof(StreamMoodSettings), setting.Groups[1].Value.Split('.'))
        select $"{page}: {setting.Groups[1].Value}");

    private static bool IsSetting(Type type, ReadOnlySpan<string> names)
    {
        if (names.IsEmpty || typeof(IDictionary).IsAssignableFrom(type))
            return true;
        var name = names[0];
        var property = Array.Find(type.GetProperties(), p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return property is not null && IsSetting(property.PropertyType, names[1..]);
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).Replace("\\\n", " ", StringComparison.Ordinal);

    [GeneratedRegex(@"\]\((?!\w+:)([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?m)(?:^|[`(] ?|\$ )(?:infra/)?streammood (?<verb>[a-z]+(?: [a-z]+(?=[ `\n]))*)(?<rest>[^`|#\n]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<= )--[a-z][a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"`((?:kafka|camera|inference|mood|recommender|songs|http|telemetry|privacy|sink)\.[A-Za-z.]+|log\.(?:level|format))[=` ]")]
    private static partial Regex Setting();
}
