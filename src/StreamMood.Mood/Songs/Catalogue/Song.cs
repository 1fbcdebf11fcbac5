using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>One song of a catalogue.</summary>
/// <param name="Id">The operator's id.</param>
/// <param name="Title">Title.</param>
/// <param name="Artist">Artist; empty when unknown.</param>
/// <param name="Explicit">Whether it is marked explicit.</param>
/// <param name="Genre">Genre as given; empty when unknown.</param>
/// <param name="Tempo">Beats a minute; NaN when unknown.</param>
/// <param name="Seconds">Duration; NaN when unknown.</param>
/// <param name="Mood">Where it lies: valence and energy of the file, brought from 0…1 to −1…1; where the file has none, the expected place of its categories.</param>
/// <param name="Category">Its most probable category.</param>
/// <param name="Shares">Probabilities of happy, energetic, calm and sad.</param>
public sealed record Song(
    string Id, string Title, string Artist, bool Explicit, string Genre, float Tempo, float Seconds, TargetMood Mood, SongCategory Category,
    SongShares Shares)
{
    /// <summary>A number that stands for the id in a play history.</summary>
    internal ulong Key { get; } = StableHash.Of(Id);

    /// <summary>A number that stands for the artist; 0 when unknown, and then nobody's.</summary>
    internal ulong ArtistKey { get; } = Artist.Length == 0 ? 0 : StableHash.Of(Artist.ToUpperInvariant());
}

/// <summary>Probabilities of the four categories; together 1.</summary>
public readonly record struct SongShares(float Happy, float Energetic, float Calm, float Sad);

/// <summary>64-bit FNV-1a over UTF-16 (Fowler, Noll and Vo): equal in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
internal static class StableHash
{
    private const ulong Basis = 14695981039346656037, Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<char> text, ulong start = Basis)
    {
        foreach (var c in text)
            start = (start ^ c) * Prime;
        return start;
    }

    /// <summary>Mixes in a number (the finaliser of SplitMix64, Steele, Lea and Flood 2014).</summary>
    public static ulong Mix(ulong hash, ulong value)
    {
        hash ^= value + 0x9E3779B97F4A7C15 + (hash << 6) + (hash >> 2);
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
