using System.Text.Json.Serialization;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary>How often each acted category (row: happy, energetic, calm, sad) led to what (column: these four, undecided, nobody).</summary>
/// <param name="Accuracy">Share on the diagonal.</param>
/// <param name="Confusion">Counts of windows.</param>
internal sealed record ChainStage(double Accuracy, int[][] Confusion);

/// <summary>The songs of a chain.</summary>
/// <param name="Path">Where they came from.</param>
/// <param name="Count">How many.</param>
/// <param name="Truth"><c>label</c>: what people called a song, its category being held out from training; <c>model</c>: what the song model says.</param>
/// <param name="Model">What gave the categories that songs were chosen by.</param>
/// <param name="Accuracy">Share of the songs whose category is their truth; 1 by definition where that is the model's.</param>
internal sealed record ChainSongs(string Path, int Count, string Truth, string Model, double Accuracy);

/// <summary>From acted expression to chosen song.</summary>
/// <param name="Cameras">Synthetic cameras.</param>
/// <param name="Seconds">Of each, event time.</param>
/// <param name="Windows">Windows in which one expression was acted throughout.</param>
/// <param name="Columns">Names of the confusions' columns.</param>
/// <param name="Category">The recommended category.</param>
/// <param name="Song">The category of the song that was chosen.</param>
/// <param name="DistinctSongs">Different songs chosen.</param>
/// <param name="Songs">The catalogue.</param>
internal sealed record ChainReport(
    int Cameras, double Seconds, int Windows, IReadOnlyList<string> Columns, ChainStage Category, ChainStage Song, int DistinctSongs, ChainSongs Songs);

/// <summary>Source-generated JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChainReport))]
internal sealed partial class ChainJson : JsonSerializerContext;
