using System.ComponentModel.DataAnnotations;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>Which songs may be chosen, and how varied the choice is.</summary>
public sealed class SelectionSettings : IValidatableObject
{
    /// <summary>A song does not come again within so many songs, 0 to 200. Default 20.</summary>
    [Range(0, PlayHistory.MostPlays)]
    public int NoRepeatPlays { get; set; } = 20;

    /// <summary>A song does not come again within this time, 0 s to 24 h. Default 1 h. At most the last 200 songs are remembered.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan NoRepeatFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a song of unknown duration plays, 1 s to 1 h. Default 3 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Length { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Whether songs marked explicit may be chosen. Default false.</summary>
    public bool AllowExplicit { get; set; }

    /// <summary>Least tempo in beats a minute, 0 to 400. Default 0. Songs of unknown tempo pass only while nothing is asked of it.</summary>
    [Range(0, 400)]
    public double MinTempo { get; set; }

    /// <summary>Largest tempo in beats a minute, 0 to 400. Default 400.</summary>
    [Range(0, 400)]
    public double MaxTempo { get; set; } = 400;

    /// <summary>Genres of which a song must have one, as parts of words and without regard to case; all when empty (the default).</summary>
    public IReadOnlyList<string> Genres { get; set; } = [];

    /// <summary>Genres that a song must not have, as parts of words. None by default.</summary>
    public IReadOnlyList<string> ExcludedGenres { get; set; } = [];

    /// <summary>Among how many of the nearest songs the seed chooses, 1 to 100. Default 8; 1 always takes the nearest.</summary>
    [Range(1, SongSelector.MostVariety)]
    public int Variety { get; set; } = 8;

    /// <summary>Decides among the nearest songs; the same stream and seed give the same songs. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>What attributes cannot say.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinTempo > MaxTempo)
            yield return new ValidationResult($"{MinTempo} lies above the largest tempo, {MaxTempo}", [nameof(MinTempo)]);
    }

    /// <summary>Whether the settings let a song through.</summary>
    internal bool Admit(Song song)
    {
        if (song.Explicit && !AllowExplicit)
            return false;
        if ((MinTempo > 0 || MaxTempo < 400) && !(song.Tempo >= MinTempo && song.Tempo <= MaxTempo))
            return false;
        return (Genres.Count == 0 || Genres.Any(Has)) && !ExcludedGenres.Any(Has);

        bool Has(string genre) => song.Genre.Contains(genre, StringComparison.OrdinalIgnoreCase);
    }
}
