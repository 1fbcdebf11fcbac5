using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;

namespace StreamMood.Mood;

/// <summary>How emotion events become recommendations. All spans are event time; nothing here knows the wall clock.</summary>
public sealed record MoodOptions
{
    /// <summary>Length of the tumbling windows, aligned to 1970; whole milliseconds, 200 ms to 10 min.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(2);

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

    /// <summary>
    /// Whether a partition that begins in its middle holds its recommendations back until it knows what came before. False says that
    /// nothing before the first event counts.
    /// </summary>
    public bool HoldBack { get; init; } = true;

    /// <summary>How a smoothed mood becomes a decision.</summary>
    public DecisionSettings Decision { get; init; } = new();

    /// <summary>The same for cameras and zones that have settings of their own; null when none has.</summary>
    public IReadOnlyDictionary<string, DecisionSettings>? Decisions { get; init; }

    /// <summary>How the decision goes for a camera or zone.</summary>
    public DecisionSettings DecisionOf(string key) => Decisions is not null && Decisions.TryGetValue(key, out var own) ? own : Decision;
}
