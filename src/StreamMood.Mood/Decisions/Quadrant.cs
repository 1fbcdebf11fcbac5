using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Decisions;

/// <summary>The song category of a point on the plane of valence and arousal: its quadrant, 0 counting as pleasant and as excited.</summary>
internal static class Quadrant
{
    /// <summary>The category that a point lies in.</summary>
    public static SongCategory Of(TargetMood mood) => Of(mood.Valence >= 0, mood.Arousal >= 0);

    /// <summary>The category of two sides.</summary>
    public static SongCategory Of(bool pleasant, bool excited) => (pleasant, excited) switch
    {
        (true, true) => SongCategory.Happy,
        (false, true) => SongCategory.Energetic,
        (true, false) => SongCategory.Calm,
        (false, false) => SongCategory.Sad,
    };

    /// <summary>On which sides a category lies.</summary>
    public static (bool Pleasant, bool Excited) Sides(SongCategory category) =>
        (category is SongCategory.Happy or SongCategory.Calm, category is SongCategory.Happy or SongCategory.Energetic);
}
