using System.ComponentModel.DataAnnotations;
using StreamMood.Mood;

namespace StreamMood.Pipeline.Recommender;

/// <summary>How emotion events become recommendations. Times are event time, that is capture time, unless said otherwise.</summary>
public sealed class RecommenderOptions : IValidatableObject
{
    private readonly MoodSettings _mood;

    /// <summary>Defaults all over.</summary>
    public RecommenderOptions()
        : this(new MoodSettings())
    {
    }

    /// <summary>Options beside a section of their own on moods.</summary>
    /// <param name="mood">How expressions become moods; may change until the worker starts, and is validated where it is read.</param>
    public RecommenderOptions(MoodSettings mood) => _mood = mood;

    /// <summary>Length of the windows, one recommendation each; whole milliseconds, 200 ms to 10 min. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:10:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How much later than a newer event of its camera an event may come and still count, 0 s to 10 min. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How far the other cameras of a partition may move on, beyond window and grace, before the windows of a silent one close
    /// without it, 100 ms to 1 h. Default 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How far a camera's clock may lie from that of its partition before it drives its own windows only, 1 s to 1 h. Default
    /// 1 min. A restart reads about a minute and a half of events again, this time included.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether partitions taken over in their middle hold recommendations back until what came before is known, so that a restart
    /// repeats only equal ones. Default true. Off for a group that begins at the end of a topic on purpose, as the demo's.
    /// </summary>
    public bool HoldBack { get; set; } = true;

    /// <summary>How often (wall clock) offsets are stored, 10 ms to 1 min. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan StoreInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long (wall clock) a stop may wait for acknowledgements and the group, 0 s to 5 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What attributes cannot say.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // The window's end in milliseconds is the event id: a finer end would give two windows one id.
        if (Window.Ticks % TimeSpan.TicksPerMillisecond != 0)
            yield return new ValidationResult($"{Window} must be whole milliseconds", [nameof(Window)]);
    }

    /// <summary>The same for the pure half.</summary>
    public MoodOptions ToMood() => new()
    {
        Window = Window,
        Grace = Grace,
        IdleTimeout = IdleTimeout,
        ClockTolerance = ClockTolerance,
        HoldBack = HoldBack,
        Voting = _mood.ToVoting(),
        Filter = _mood.ToFilter(),
        Decision = _mood.ToDecision(),
        Decisions = _mood.ToDecisions(),
    };
}
