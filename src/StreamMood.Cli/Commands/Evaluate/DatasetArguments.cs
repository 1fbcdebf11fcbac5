using System.CommandLine;
using StreamMood.Lab.Datasets;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary>The options that name labelled faces, shared by the verbs that read them.</summary>
internal static class DatasetArguments
{
    public static Option<string> Data() => new("--data") { HelpName = "DIR", Description = "Folder of the data set.", Required = true };

    public static Option<string> Format()
    {
        var format = new Option<string>("--format") { HelpName = "ferplus|ckplus|muxspace|folder", Description = "Its layout; folder: one folder a class.", Required = true };
        Names(format, "ferplus", "ckplus", "muxspace", "folder");
        return format;
    }

    public static Option<string?> Labels()
    {
        var labels = new Option<string?>("--labels") { HelpName = "fer|ferplus", Description = "Seven classes, or eight with contempt. Default ferplus for ferplus, fer for ckplus and muxspace." };
        Names(labels, "fer", "ferplus");
        return labels;
    }

    public static Option<string?> Split() => new("--split")
    {
        HelpName = "NAME",
        Description = "ferplus: Training, PublicTest (default), PrivateTest, all. ckplus: peak (default), all. muxspace: all (default), without-jhamski. "
            + "Both: fold1 to fold5 by person (fold45 for two of them), rest1 to rest5, joined by +. folder: the folder between.",
    };

    public static Option<bool> Aligned() => new("--aligned") { Description = "Take each picture as the face; neither detect nor align." };

    public static EmotionDatasetOptions Read(
        ParseResult parse, Option<string> data, Option<string> format, Option<string?> labels, Option<string?> split, Option<bool>? aligned = null) => new()
        {
            Folder = parse.GetRequiredValue(data),
            Format = Enum.Parse<DatasetFormat>(parse.GetRequiredValue(format), ignoreCase: true),
            Labels = parse.GetValue(labels) is { } set ? Enum.Parse<LabelSet>(set, ignoreCase: true) : null,
            Split = parse.GetValue(split),
            Aligned = aligned is not null && parse.GetValue(aligned),
        };

    /// <summary>Holds an option to names; the library's own check answers in a line a name.</summary>
    public static void Names(Option option, params string[] names) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(t => !names.Contains(t.Value)))
            result.AddError($"{option.Name} '{token.Value}' is unknown; expected {string.Join(", ", names)}");
    });
}
