using System.Text.Json.Serialization;

namespace StreamMood.Contracts.Events;

/// <summary>
/// What is known of the people before a camera. The first three are states of their own and no moods; the others are called
/// after the song category that matches them.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<MoodState>))]
public enum MoodState
{
    /// <summary>Somebody is there, but too little is sure to say more.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,

    /// <summary>Nobody is there.</summary>
    [JsonStringEnumMemberName("nobody")]
    Nobody,

    /// <summary>No expression; calm songs match it.</summary>
    [JsonStringEnumMemberName("neutral")]
    Neutral,

    /// <summary>Pleasant and excited: happiness, surprise.</summary>
    [JsonStringEnumMemberName("happy")]
    Happy,

    /// <summary>Unpleasant and excited: anger, disgust, fear.</summary>
    [JsonStringEnumMemberName("energetic")]
    Energetic,

    /// <summary>Unpleasant and calm: sadness.</summary>
    [JsonStringEnumMemberName("sad")]
    Sad,
}

/// <summary>Names of the states.</summary>
public static class MoodStates
{
    private static readonly string[] Names = ["undecided", "nobody", "neutral", "happy", "energetic", "sad"];

    private static readonly SongCategory[] Categories =
        [SongCategory.Undecided, SongCategory.Nobody, SongCategory.Calm, SongCategory.Happy, SongCategory.Energetic, SongCategory.Sad];

    /// <summary>The name as it stands in events.</summary>
    public static string Name(this MoodState state) => Names[(int)state];

    /// <summary>The category of songs that match a state.</summary>
    public static SongCategory Matching(this MoodState state) => Categories[(int)state];

    /// <summary>The state of people whose faces call for a category.</summary>
    public static MoodState Of(SongCategory category) => (MoodState)Array.IndexOf(Categories, category);
}
