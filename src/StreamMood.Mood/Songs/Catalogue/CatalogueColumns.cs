using StreamMood.Contracts;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>What a column is for.</summary>
internal enum ColumnRole : byte
{
    None, Id, Title, Artist, Explicit, Genre, Category, Feature,
}

/// <summary>What a column is for, and which feature it holds.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Feature">Place in <see cref="SongFeatures.All"/>; −1 for other columns.</param>
internal readonly record struct CatalogueColumn(ColumnRole Role, int Feature)
{
    private static readonly (ColumnRole Role, string[] Names)[] Roles =
    [
        (ColumnRole.Id, ["id", "songid", "trackid", "spotifyid", "uri"]),
        (ColumnRole.Title, ["title", "name", "song", "track", "trackname", "songname", "songtitle"]),
        (ColumnRole.Artist, ["artist", "artists", "artistname", "performer", "composer"]),
        (ColumnRole.Explicit, ["explicit"]),
        (ColumnRole.Genre, ["genre", "genres"]),
        (ColumnRole.Category, ["category", "mood"]),
    ];

    /// <summary>Understands the name of a column.</summary>
    public static CatalogueColumn Named(string name)
    {
        var plain = SongFeatures.Plain(name);
        foreach (var (role, names) in Roles)
            if (names.Contains(plain))
                return new(role, -1);
        var feature = SongFeatures.IndexOf(name);
        return new(feature < 0 ? ColumnRole.None : ColumnRole.Feature, feature);
    }

    /// <summary>Understands the names of all columns; of two that mean the same the first counts.</summary>
    /// <param name="names">The names.</param>
    /// <param name="model">What will ask for features.</param>
    /// <param name="useGiven">Whether a column of categories counts.</param>
    /// <param name="refuse">Makes the error.</param>
    /// <exception cref="UserErrorException">When a needed one is missing.</exception>
    public static CatalogueColumn[] Of(string[] names, SongModel model, bool useGiven, Func<string, UserErrorException> refuse)
    {
        var columns = Array.ConvertAll(names, Named);
        for (var c = 0; c < columns.Length; c++)
            if (Array.IndexOf(columns, columns[c]) < c || (columns[c].Role == ColumnRole.Category && !useGiven))
                columns[c] = new(ColumnRole.None, -1);
        var found = names.Length == 0 ? "no columns" : string.Join(", ", names.Take(20));
        if (!columns.Any(c => c.Role is ColumnRole.Id or ColumnRole.Title))
            throw refuse($"needs a column 'title' or 'id'; found {found}");
        if (columns.Any(c => c.Role == ColumnRole.Category))
            return columns;
        var missing = model.Features.Where((f, i) => !model.IsOptional(i) && !columns.Contains(new(ColumnRole.Feature, SongFeatures.IndexOf(f.Name))))
            .Select(f => $"'{f.Name}'").ToArray();
        return missing.Length == 0 ? columns : throw refuse(
            $"the song model {model.Id} needs the column{(missing.Length > 1 ? "s" : "")} {string.Join(", ", missing)}, or give each song's 'category'; found {found}");
    }
}
