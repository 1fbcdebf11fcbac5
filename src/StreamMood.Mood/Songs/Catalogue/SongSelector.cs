using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>
/// Chooses songs of a category, nearest in mood first. Holds no state of its own: the choice follows from catalogue, settings, key,
/// time and <see cref="PlayHistory"/>, so a replay chooses the same songs. Thread-safe.
/// </summary>
public sealed class SongSelector
{
    /// <summary>Largest <see cref="SelectionSettings.Variety"/>.</summary>
    public const int MostVariety = 100;

    private readonly SelectionSettings _settings;
    private readonly Song[][] _songs;
    private readonly Dictionary<ulong, Song> _byKey = [];

    /// <summary>Chooses from a catalogue.</summary>
    public SongSelector(SongCatalogue catalogue, SelectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        (_settings, ModelId) = (settings, catalogue.ModelId);
        var admitted = catalogue.Songs.Where(settings.Admit).ToArray();
        _songs = [.. SongCategories.Songs.Select(c => admitted.Where(s => s.Category == c).ToArray())];
        foreach (var song in admitted)
            _byKey.TryAdd(song.Key, song);
        Admitted = admitted.Length;
    }

    /// <summary>The model behind the categories, <c>name@version</c>.</summary>
    public string ModelId { get; }

    /// <summary>Songs that the settings let through.</summary>
    public int Admitted { get; }

    /// <summary>Songs of a category that the settings let through.</summary>
    public int Count(SongCategory category) => category < SongCategory.Happy ? 0 : _songs[category - SongCategory.Happy].Length;

    /// <summary>
    /// The song for a window. The last one goes on until it ends or the category changes. In a catalogue too small for the rules, the
    /// song that was heard longest ago comes, rather than none.
    /// </summary>
    /// <param name="history">The key's history; remembers the choice.</param>
    /// <param name="key">Camera, zone or face; gives keys variety among themselves.</param>
    /// <param name="category">The category; <c>undecided</c> and <c>nobody</c> ask for no song.</param>
    /// <param name="target">The mood that the song should have.</param>
    /// <param name="at">End of the window, event time.</param>
    /// <returns>Null when no song is asked for, or the catalogue has none of the category.</returns>
    public Song? Next(PlayHistory history, string key, SongCategory category, TargetMood target, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (Count(category) == 0)
            return null;
        var ticks = at.UtcTicks;
        if (history.Category == category && ticks < history.Until && _byKey.TryGetValue(history.Last, out var playing))
            return playing;
        var songs = _songs[category - SongCategory.Happy];
        var song = Nearest(songs, history, target, ticks, key) ?? LongestAgo(songs, history);
        var length = song.Seconds > 0 ? TimeSpan.FromSeconds(song.Seconds) : _settings.Length;
        history.Add(song, category, ticks, ticks + length.Ticks, _settings);
        return song;
    }

    // Keeps the nearest few that the rules allow; the rules are asked only of songs near enough to matter.
    private Song? Nearest(Song[] songs, PlayHistory history, TargetMood target, long ticks, string key)
    {
        Span<(float Distance, int Song)> nearest = stackalloc (float, int)[_settings.Variety];
        var found = 0;
        for (var i = 0; i < songs.Length; i++)
        {
            var (dv, da) = (songs[i].Mood.Valence - target.Valence, songs[i].Mood.Arousal - target.Arousal);
            var distance = dv * dv + da * da;
            if (found == nearest.Length && distance >= nearest[^1].Distance)
                continue;
            if ((songs[i].ArtistKey != 0 && songs[i].ArtistKey == history.Artist) || history.Forbids(songs[i].Key, ticks, _settings))
                continue;
            var place = found < nearest.Length ? found++ : found - 1;
            for (; place > 0 && nearest[place - 1].Distance > distance; place--)
                nearest[place] = nearest[place - 1];
            nearest[place] = (distance, i);
        }

        if (found == 0)
            return null;
        var draw = StableHash.Mix(StableHash.Mix(StableHash.Of(key), (ulong)_settings.Seed), (ulong)(ticks / TimeSpan.TicksPerMillisecond));
        return songs[nearest[(int)(draw % (ulong)found)].Song];
    }

    private static Song LongestAgo(Song[] songs, PlayHistory history)
    {
        var (best, longest) = (songs[0], -1);
        foreach (var song in songs)
        {
            var ago = history.PlaysAgo(song.Key) is var plays and > 0 ? plays : int.MaxValue;
            // Between two that were not heard, or the same artist again, another artist is better.
            var score = song.ArtistKey != 0 && song.ArtistKey == history.Artist ? ago / 2 : ago;
            if (score > longest)
                (best, longest) = (song, score);
        }

        return best;
    }
}
