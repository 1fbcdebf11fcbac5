namespace StreamMood.Mood;

/// <summary>What a <see cref="MoodPartition"/>, or several together, have counted. Written by one thread, read by any.</summary>
public sealed class MoodTotals
{
    /// <summary>Events folded into a window.</summary>
    public long Counted { get; internal set; }

    /// <summary>Events of a frame that its window already held.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Events whose window had closed.</summary>
    public long Late { get; internal set; }

    /// <summary>Events without a usable camera, frame id, time or scores.</summary>
    public long Invalid { get; internal set; }

    /// <summary>Events whose time lay further ahead of the partition's clock than the tolerance; they drive their own camera at most.</summary>
    public long ClockAhead { get; internal set; }

    /// <summary>Events whose time lay further behind the partition's clock than the tolerance.</summary>
    public long ClockBehind { get; internal set; }

    /// <summary>Events dropped because their time lay far ahead of their camera's clock and nothing after them bore it out.</summary>
    public long Slips { get; internal set; }

    /// <summary>Windows that closed.</summary>
    public long Windows { get; internal set; }

    /// <summary>Closed windows held back because their camera came back with frames of long ago.</summary>
    public long HeldBack { get; internal set; }

    /// <summary>Windows not recommended because an operator has paused their camera or zone.</summary>
    public long Paused { get; internal set; }

    /// <summary>Events not used because consent is revoked.</summary>
    public long Revoked { get; internal set; }

    /// <summary>Windows not recommended because consent was revoked while they were open.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Cameras forgotten after a long silence.</summary>
    public long Forgotten { get; internal set; }
}
