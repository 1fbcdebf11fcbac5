using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Songs;

/// <summary>Turns a closed window and those before it into the recommendation with its reason.</summary>
internal sealed class RecommendationComposer(MoodOptions options, IMoodFilter filter, EventTime time)
{
    /// <summary>What was published before this stream began.</summary>
    public PublishedRuns Published { get; } = new(time);

    /// <summary>The recommendation for the last of <paramref name="windows"/>; carries the camera's decision on.</summary>
    public RecommendationEvent Compose(CameraWindows camera, ReadOnlySpan<MoodWindow> windows)
    {
        ref readonly var window = ref windows[^1];
        var hasMood = filter.TryEstimate(windows, out var estimate) && window.Faces > 0;
        var (start, end) = (time.Start(window.Index), time.Start(window.Index + 1));
        var settings = options.DecisionOf(camera.Camera);
        var reading = new WindowReading(start.UtcTicks, end.UtcTicks, window.Faces, hasMood ? estimate : null);
        var decision = DecisionStep.Decide(camera.Decision, in reading, settings, out var after);
        var since = Published.TryTake(camera.Camera, window.Index, out var published) ? time.Start(published.First).UtcTicks : decision.Since;
        camera.Decision = after with { CategorySince = since };
        var mood = hasMood ? Rounded(estimate.Mood) : default;
        return new RecommendationEvent
        {
            Camera = camera.Camera,
            WindowStart = start,
            WindowEnd = end,
            Category = decision.Category,
            State = decision.State,
            Since = new DateTimeOffset(since, TimeSpan.Zero),
            Target = Rounded(decision.Target),
            Why = new RecommendationReason
            {
                Frames = window.Frames,
                Faces = window.Faces,
                Voted = window.Voted,
                Late = camera.Late,
                Emotions = hasMood ? estimate.Emotions : null,
                Valence = mood.Valence,
                Arousal = mood.Arousal,
                Confidence = Rounded(decision.Confidence),
                Filter = filter.Description,
                Strategy = decision.Strategy.Name(),
                Decision = decision.Outcome.Name(),
                Leading = decision.Leading == decision.State ? null : decision.Leading,
                Goal = decision.Strategy == StrategyKind.Match ? null : settings.Goal,
                Step = decision.Steps == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{decision.Step}/{decision.Steps}"),
                Bound = decision.Bound,
                Models = window.Models,
            },
        };
    }

    private static TargetMood Rounded(TargetMood mood) => new(Rounded(mood.Valence), Rounded(mood.Arousal));

    // Adding 0 turns −0 into 0.
    private static float Rounded(float value) => (float)Math.Round(value, 4) + 0f;
}
