using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Songs;

/// <summary>Turns a closed window and those before it into the recommendation with its reason.</summary>
internal sealed class RecommendationComposer(MoodOptions options, IMoodFilter filter, bool zones)
{
    /// <summary>The recommendation for the last of <paramref name="windows"/>; carries the key's decision on.</summary>
    /// <param name="key">Whose windows.</param>
    /// <param name="windows">The window, and before it those that the filter reaches back to.</param>
    /// <param name="control">What operators want at the window's start.</param>
    public RecommendationEvent Compose(MoodKey key, ReadOnlySpan<MoodWindow> windows, in ControlState control)
    {
        ref readonly var window = ref windows[^1];
        var hasMood = filter.TryEstimate(windows, out var estimate) && window.Faces > 0;
        var (start, end) = (key.Windows.Start(in window), key.Windows.End(in window));
        var settings = options.DecisionOf(key.Name);
        if (control.Strategy is not null || control.Goal is not null)
            settings = settings with { Strategy = control.Strategy ?? settings.Strategy, Goal = control.Goal ?? settings.Goal };
        var reading = new WindowReading(start, end, window.Faces, hasMood ? estimate : null);
        var decision = DecisionStep.Decide(key.Decision, in reading, settings, out var after);
        key.Decision = after;
        var mood = hasMood ? Rounded(estimate.Mood) : default;
        var recommendation = new RecommendationEvent
        {
            Camera = key.Name,
            Zone = zones ? key.Name : null,
            Track = key.Track,
            WindowStart = new DateTimeOffset(start, TimeSpan.Zero),
            WindowEnd = new DateTimeOffset(end, TimeSpan.Zero),
            Category = control.Pinned?.Category ?? decision.Category,
            State = decision.State,
            Since = new DateTimeOffset(control.Pinned is null ? decision.Since : control.PinnedSince, TimeSpan.Zero),
            Target = Rounded(decision.Target),
            Why = new RecommendationReason
            {
                Frames = window.Frames,
                Faces = window.Faces,
                Voted = window.Voted,
                Late = key.Late,
                Emotions = hasMood ? estimate.Emotions : null,
                Valence = mood.Valence,
                Arousal = mood.Arousal,
                Confidence = Rounded(decision.Confidence),
                Filter = filter.Description,
                Strategy = decision.Strategy.Name(),
                Decision = control.Pinned is null ? decision.Outcome.Name() : "pinned",
                Leading = decision.Leading == decision.State ? null : decision.Leading,
                Goal = decision.Strategy == StrategyKind.Match ? null : settings.Goal,
                Step = decision.Steps == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{decision.Step}/{decision.Steps}"),
                Bound = decision.Bound,
                Models = window.Models,
            },
        };

        // Face tracks share the room's music.
        return options.Songs is { } songs && key.Track is null
            ? songs.Play(recommendation, zones ? "zone:" + key.Name : key.Name, key.Plays)
            : recommendation;
    }

    private static TargetMood Rounded(TargetMood mood) => new(Rounded(mood.Valence), Rounded(mood.Arousal));

    // Adding 0 turns −0 into 0.
    private static float Rounded(float value) => (float)Math.Round(value, 4) + 0f;
}
