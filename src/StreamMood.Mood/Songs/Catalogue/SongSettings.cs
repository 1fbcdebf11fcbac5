using StreamMood.Contracts;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>Where songs come from and how they are chosen.</summary>
public sealed class SongSettings
{
    /// <summary>Stands for the bundled catalogue of public-domain works.</summary>
    public const string Illustrative = "illustrative";

    /// <summary>
    /// The catalogue: a CSV, JSON or JSON Lines file, or <c>illustrative</c>. Without one, the default, recommendations name categories
    /// only. The recommenders of one group need the same file, or a replay would choose other songs.
    /// </summary>
    public string? Catalogue { get; set; }

    /// <summary>The song model, an ONNX file; the bundled one by default.</summary>
    public string? Model { get; set; }

    /// <summary>Which songs may be chosen, and how varied the choice is.</summary>
    public SelectionSettings Selection { get; } = new();

    /// <summary>Reads the catalogue.</summary>
    /// <returns>The player and what it plays from; null without a catalogue.</returns>
    /// <exception cref="UserErrorException">When catalogue or model cannot be used, or the rules let no song through.</exception>
    public (SongPlayer Player, SongCatalogue Catalogue)? Open()
    {
        if (string.IsNullOrWhiteSpace(Catalogue))
            return null;
        using var model = SongModel.Open(Model ?? SongModel.BundledPath);
        var catalogue = SongCatalogue.Load(Catalogue == Illustrative ? SongCatalogue.BundledPath : Catalogue, model);
        var selector = new SongSelector(catalogue, Selection);
        return selector.Admitted > 0
            ? (new SongPlayer(selector), catalogue)
            : throw new UserErrorException($"catalogue {catalogue.Path}: songs.selection lets none of its {catalogue.Songs.Count} songs through");
    }
}
