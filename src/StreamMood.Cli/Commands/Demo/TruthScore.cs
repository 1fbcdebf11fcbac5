using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs;

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

    /// <summary>Counts one recommendation; a repeated one counts once.</summary>
    public void Add(RecommendationEvent recommendation)
    {
        if (acted(recommendation.Camera, recommendation.WindowStart, recommendation.WindowEnd) is not { } emotion)
            return;
        if (!_seen.Add(RecommendationEvent.Id(recommendation.Camera, recommendation.WindowEnd)))
            return;
        _windows++;
        if (recommendation.Category == CategoryRule.Of(emotion))
            _correct++;
    }
}
