using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Songs;

/// <summary>Turns a closed window and those before it into the recommendation with its reason.</summary>
internal sealed class RecommendationComposer(MoodOptions options, IMoodFilter filter, EventTime time)
{
    /// <summary>What was published before this stream began.</summary>
    public PublishedRuns Published { get; } = new(time);

    /// <summary>The recommendation for the last of <paramref name="windows"/>; carries on the camera's run of equal categories.</summary>
    public RecommendationEvent Compose(CameraWindows camera, ReadOnlySpan<MoodWindow> windows)
    {
        ref readonly var window = ref windows[^1];
        var hasMood = filter.TryEstimate(windows, out var estimate) && window.Faces > 0;
        var (category, confidence) = Decide(in window, hasMood, in estimate);
        camera.Run = Published.TryTake(camera.Camera, window.Index, out var published)
            ? published
            : camera.Run.Extend(category, window.Index);
        var mood = hasMood ? Rounded(estimate.Mood) : default;
        return new RecommendationEvent
        {
            Camera = camera.Camera,
            WindowStart = time.Start(window.Index),
            WindowEnd = time.Start(window.Index + 1),
            Category = category,
            Since = time.Start(camera.Run.First),
            Target = Match.Target(mood),
            Why = new RecommendationReason
            {
                Frames = window.Frames,
                Faces = window.Faces,
                Late = camera.Late,
                Emotions = hasMood ? estimate.Emotions : null,
                Valence = mood.Valence,
                Arousal = mood.Arousal,
                Confidence = Rounded(confidence),
                Filter = filter.Description,
                Strategy = Match.Name,
                Models = window.Models,
            },
        };
    }

    // Frames without a face say for certain what they say: that nobody was there. What was felt before does not carry over.
    private (SongCategory Category, float Confidence) Decide(in MoodWindow window, bool hasMood, in MoodEstimate estimate)
    {
        if (window.Faces == 0)
            return (SongCategory.Nobody, 1);
        return hasMood ? CategoryRule.Decide(estimate.Emotions, options.UndecidedBelow) : (SongCategory.Undecided, 0);
    }

    private static TargetMood Rounded(TargetMood mood) => new(Rounded(mood.Valence), Rounded(mood.Arousal));

    private static float Rounded(float value) => (float)Math.Round(value, 4);
}
