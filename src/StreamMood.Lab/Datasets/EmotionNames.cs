using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Datasets;

/// <summary>The words data sets use for the expressions.</summary>
internal static class EmotionNames
{
    private static readonly Dictionary<string, Emotion> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["neutral"] = Emotion.Neutral,
        ["happiness"] = Emotion.Happiness, ["happy"] = Emotion.Happiness,
        ["surprise"] = Emotion.Surprise, ["surprised"] = Emotion.Surprise,
        ["sadness"] = Emotion.Sadness, ["sad"] = Emotion.Sadness,
        ["anger"] = Emotion.Anger, ["angry"] = Emotion.Anger,
        ["disgust"] = Emotion.Disgust, ["disgusted"] = Emotion.Disgust,
        ["fear"] = Emotion.Fear, ["fearful"] = Emotion.Fear, ["afraid"] = Emotion.Fear,
        ["contempt"] = Emotion.Contempt,
    };

    /// <summary>FER2013's numbers 0 to 6.</summary>
    public static IReadOnlyList<Emotion> Fer { get; } =
        [Emotion.Anger, Emotion.Disgust, Emotion.Fear, Emotion.Happiness, Emotion.Sadness, Emotion.Surprise, Emotion.Neutral];

    /// <summary>The words a person may use, for error messages.</summary>
    public static string Known { get; } = string.Join(", ", Emotions.Labels);

    public static bool TryParse(string word, out Emotion emotion) => Words.TryGetValue(word.Trim(), out emotion);
}
