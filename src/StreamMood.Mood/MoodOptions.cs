using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Songs.Catalogue;

namespace StreamMood.Mood;

/// <summary>
/// How emotion events become recommendations. All spans are event time; nothing here knows the wall clock. The defaults are plain
/// ones to build on; what the product does by default stands in <see cref="MoodSettings"/>.
/// </summary>
public sealed record MoodOptions
{
    /// <summary>How event time is cut into windows.</summary>
    public WindowKind Windows { get; init; } = WindowKind.Tumbling;

    /// <summary>Length of tumbling and hopping windows; whole milliseconds, 200 ms to 10 min.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From one hopping window to the next; divides <see cref="Window"/>.</summary>
    public TimeSpan Hop { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long nothing must have come for a session to be over, 200 ms to 10 min.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How much later than a newer event of the same camera an event may come and still count, 0 to 10 min.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How far the partition may move on, beyond window and grace, before a silent camera's windows close without it, 0.1 s to 1 h.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far a camera's clock may lie from its partition's before it no longer drives it, 1 s to 1 h.</summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Which faces vote.</summary>
    public FaceVoting Voting { get; init; } = new();

    /// <summary>How windows are smoothed.</summary>
    public FilterSettings Filter { get; init; } = new();

    /// <summary>Whether every face track gets windows of its own beside its camera's.</summary>
    public bool Tracks { get; init; }

    /// <summary>Chooses songs for cameras and zones; null names categories only.</summary>
    public SongPlayer? Songs { get; init; }

    /// <summary>How a smoothed mood becomes a decision.</summary>
    public DecisionSettings Decision { get; init; } = new();

    /// <summary>The same for cameras and zones that have settings of their own; null when none has.</summary>
    public IReadOnlyDictionary<string, DecisionSettings>? Decisions { get; init; }

    /// <summary>How the decision goes for a camera or zone.</summary>
    public DecisionSettings DecisionOf(string key) => Decisions is not null && Decisions.TryGetValue(key, out var own) ? own : Decision;

    /// <summary>From the end of one window to the end of the next.</summary>
    public TimeSpan Step => Windows == WindowKind.Hopping ? Hop : Window;

    /// <summary>Longest time an event can keep a window open.</summary>
    internal TimeSpan Reach => Windows == WindowKind.Session ? Gap : Window;
}
