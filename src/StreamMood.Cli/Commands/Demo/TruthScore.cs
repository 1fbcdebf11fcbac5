using StreamMood.Contracts.Events;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>Compares recommendations with what synthetic cameras acted.</summary>
/// <param name="acted">The one expression a camera acted throughout a window, or null when it acted several or is not synthetic.</param>
internal sealed class TruthScore(Func<string, DateTimeOffset, DateTimeOffset, Emotion?> acted)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _windows;
    private int _correct;

    /// <summary>The score so far.</summary>
    public Truth Result => new(_windows, _correct);

    /// <summary>The category an acted expression stands for: its quadrant of valence and arousal, and calm for neutral.</summary>
    public static SongCategory Expected(Emotion emotion)
    {
        if (emotion == Emotion.Neutral)
            return SongCategory.Calm;
        return (Circumplex.Valence(emotion) >= 0, Circumplex.Arousal(emotion) >= 0) switch
        {
            (true, true) => SongCategory.Happy,
            (false, true) => SongCategory.Energetic,
            (true, false) => SongCategory.Calm,
            (false, false) => SongCategory.Sad,
        };
    }

    /// <summary>Counts one recommendation; a repeated one counts once.</summary>
    public void Add(RecommendationEvent recommendation)
    {
        if (acted(recommendation.Camera, recommendation.WindowStart, recommendation.WindowEnd) is not { } emotion)
            return;
        if (!_seen.Add(RecommendationEvent.Id(recommendation.Camera, recommendation.WindowEnd)))
            return;
        _windows++;
        if (recommendation.Category == Expected(emotion))
            _correct++;
    }
}
