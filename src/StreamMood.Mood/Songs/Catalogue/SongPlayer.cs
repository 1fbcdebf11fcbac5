using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>Puts songs into recommendations.</summary>
public sealed class SongPlayer(SongSelector selector)
{
    /// <summary>The selector.</summary>
    public SongSelector Selector => selector;

    /// <summary>
    /// The recommendation with the song that fits its category and target mood, and with the song model in its reason. Follows from the
    /// recommendation and the history alone.
    /// </summary>
    /// <param name="value">The recommendation without songs.</param>
    /// <param name="key">What it is for, as its id names it; lets keys differ in their choice.</param>
    /// <param name="history">The key's history; remembers the choice.</param>
    public RecommendationEvent Play(RecommendationEvent value, string key, PlayHistory history)
    {
        ArgumentNullException.ThrowIfNull(value);
        var song = selector.Next(history, key, value.Category, value.Target, value.WindowEnd);
        return value with
        {
            Songs = song is null ? null : [new RecommendedSong(song.Id, song.Title, song.Artist)],
            Why = value.Why with { SongModel = selector.ModelId },
        };
    }
}
