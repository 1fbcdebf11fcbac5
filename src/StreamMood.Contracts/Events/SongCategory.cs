using System.Text.Json.Serialization;

namespace StreamMood.Contracts.Events;

/// <summary>The four quadrants of valence and arousal, and the two states in which no song is asked for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SongCategory>))]
public enum SongCategory
{
    /// <summary>Too little confidence to choose.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,

    /// <summary>No face in the window.</summary>
    [JsonStringEnumMemberName("nobody")]
    Nobody,

    /// <summary>Pleasant and excited.</summary>
    [JsonStringEnumMemberName("happy")]
    Happy,

    /// <summary>Unpleasant and excited.</summary>
    [JsonStringEnumMemberName("energetic")]
    Energetic,

    /// <summary>Pleasant and calm; also the neutral face.</summary>
    [JsonStringEnumMemberName("calm")]
    Calm,

    /// <summary>Unpleasant and calm.</summary>
    [JsonStringEnumMemberName("sad")]
    Sad,
}

/// <summary>Names of the categories.</summary>
public static class SongCategories
{
    private static readonly string[] Names = ["undecided", "nobody", "happy", "energetic", "calm", "sad"];

    /// <summary>The categories that songs have, in the order of models' probabilities: happy, energetic, calm, sad.</summary>
    public static IReadOnlyList<SongCategory> Songs { get; } = [SongCategory.Happy, SongCategory.Energetic, SongCategory.Calm, SongCategory.Sad];

    /// <summary>The name as it stands in events.</summary>
    public static string Name(this SongCategory category) => Names[(int)category];
}
