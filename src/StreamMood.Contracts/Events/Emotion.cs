namespace StreamMood.Contracts.Events;

/// <summary>The eight expressions of FER+ (Barsoum et al. 2016, arXiv 1608.01041), in the order every score vector keeps.</summary>
public enum Emotion
{
    /// <summary>No expression; valence and arousal 0.</summary>
    Neutral,

    /// <summary>Joy, a smile.</summary>
    Happiness,

    /// <summary>Raised brows, open mouth.</summary>
    Surprise,

    /// <summary>Lowered mouth corners, raised inner brows.</summary>
    Sadness,

    /// <summary>Lowered brows, pressed lips.</summary>
    Anger,

    /// <summary>Wrinkled nose, raised upper lip.</summary>
    Disgust,

    /// <summary>Raised and drawn brows, stretched mouth.</summary>
    Fear,

    /// <summary>One-sided raised mouth corner. Has no reliable place on the valence–arousal plane.</summary>
    Contempt,
}

/// <summary>Names and order of the expressions.</summary>
public static class Emotions
{
    /// <summary>How many expressions there are: 8.</summary>
    public const int Count = 8;

    private static readonly string[] AllLabels =
        ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"];

    /// <summary>The labels as they stand in events and model files, in score order.</summary>
    public static IReadOnlyList<string> Labels => AllLabels;

    /// <summary>The label of an expression.</summary>
    public static string Label(this Emotion emotion) => AllLabels[(int)emotion];

    /// <summary>Finds an expression by its label (ordinal, lower case).</summary>
    /// <returns>False when no expression is called so.</returns>
    public static bool TryParse(string? label, out Emotion emotion)
    {
        var index = Array.IndexOf(AllLabels, label);
        emotion = (Emotion)Math.Max(index, 0);
        return index >= 0;
    }
}
