using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamMood.Cli.Commands.Replay;

/// <summary>What a replay did.</summary>
/// <param name="From">The topic read.</param>
/// <param name="Into">The topic written; null when each message went back to its own.</param>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Found">Messages in the range.</param>
/// <param name="Chosen">Those that the filters let pass and that are still there.</param>
/// <param name="Written">Those acknowledged; 0 in a dry run.</param>
/// <param name="Gone">Originals of dead letters that their topic no longer holds.</param>
/// <param name="Unreadable">Dead letters that are none.</param>
internal sealed record ReplayAccount(string From, string? Into, bool DryRun, long Found, long Chosen, long Written, long Gone, long Unreadable)
{
    /// <summary>Writes it as a line of JSON or of text.</summary>
    public void Print(Terminal terminal, bool json) => terminal.Out.WriteLine(json
        ? JsonSerializer.Serialize(this, ReplayJson.Default.ReplayAccount)
        : Text());

    private string Text()
    {
        var written = DryRun ? "none written (dry run)" : $"{Written} written";
        var gone = Gone > 0 ? $", {Gone} gone" : "";
        var unreadable = Unreadable > 0 ? $", {Unreadable} unreadable" : "";
        return $"{From}: {Found} found, {Chosen} chosen, {written} into {Into ?? "their own topics"}{gone}{unreadable}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplayAccount))]
[JsonSerializable(typeof(ComparisonReport))]
internal sealed partial class ReplayJson : JsonSerializerContext;
