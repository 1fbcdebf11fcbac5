using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>A row that was left out.</summary>
/// <param name="Row">Its line in a CSV or JSON Lines file, its place in a JSON list; from 1.</param>
/// <param name="Why">What is wrong with it.</param>
public readonly record struct SkippedRow(int Row, string Why);

/// <summary>The songs of an operator, each with its category. Every row of the file is either a song or skipped with a reason.</summary>
public sealed class SongCatalogue
{
    private SongCatalogue(string path, string modelId, IReadOnlyList<Song> songs, IReadOnlyList<SkippedRow> skipped) =>
        (Path, ModelId, Songs, Skipped) = (path, modelId, songs, skipped);

    /// <summary>The file it was read from.</summary>
    public string Path { get; }

    /// <summary>The model that gave the categories, <c>name@version</c>.</summary>
    public string ModelId { get; }

    /// <summary>The songs, in the order of the file.</summary>
    public IReadOnlyList<Song> Songs { get; }

    /// <summary>Rows left out, in the order of the file.</summary>
    public IReadOnlyList<SkippedRow> Skipped { get; }

    /// <summary>The illustrative catalogue of public-domain works.</summary>
    public static string BundledPath { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "songs", "public-domain.csv");

    /// <summary>Reads a catalogue and gives every song its category.</summary>
    /// <param name="path">A CSV with a header, a JSON list of objects (or an object with a list <c>songs</c>), or JSON Lines (<c>.jsonl</c>); UTF-8.</param>
    /// <param name="model">Gives the categories; a column <c>category</c> in the file overrides it row by row.</param>
    /// <param name="useGiven">Whether that column counts; false asks the model for every song.</param>
    /// <exception cref="UserErrorException">When the file cannot be read, lacks a needed column, or holds no usable song.</exception>
    public static SongCatalogue Load(string path, SongModel model, bool useGiven = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        var rows = new CatalogueRows(path, model, useGiven);
        var file = ReadAll(path);
        if (file.AsSpan().Contains((byte)0) || !System.Text.Unicode.Utf8.IsValid(file))
            throw rows.Refuse(file is [0x1F, 0x8B, ..] ? "it is packed by gzip; unpack it first" : "it is not UTF-8 text");
        var extension = System.IO.Path.GetExtension(path).ToUpperInvariant();
        if (extension is ".JSON" or ".JSONL" or ".NDJSON")
            CatalogueJson.Read(file, rows, lines: extension != ".JSON");
        else
            CatalogueCsv.Read(file, rows);
        if (rows.Count == 0)
            throw new UserErrorException(rows.Skipped.Count == 0
                ? $"{path} holds no song"
                : string.Create(CultureInfo.InvariantCulture, $"{path} holds no usable song; {rows.Skipped.Count} skipped, the first in row {rows.Skipped[0].Row}: {rows.Skipped[0].Why}"));
        return new SongCatalogue(path, model.Id, rows.Finish(), rows.Skipped);
    }

    /// <summary>A catalogue of songs that are scored already.</summary>
    internal static SongCatalogue Of(string path, string modelId, IReadOnlyList<Song> songs) => new(path, modelId, songs, []);

    private static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(e is FileNotFoundException or DirectoryNotFoundException
                ? $"catalogue {path}: there is no such file"
                : $"catalogue {path} cannot be read: {FileErrors.Why(e, path)}", e);
        }
    }
}
