namespace StreamMood.Contracts.Events;

/// <summary>
/// How a camera is doing, said by its agent: within a second of each change, and every ten seconds. The topic keeps the newest of
/// each camera; one that is much older than ten seconds is of an agent that is gone.
/// </summary>
public sealed record CameraReport
{
    /// <summary>Camera id.</summary>
    public required string Camera { get; init; }

    /// <summary>When this was so, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>connecting</c>, <c>live</c>, <c>stalled</c>, <c>failed</c>, <c>ended</c>, or <c>no-consent</c>: nothing leaves the agent, because no consent is recorded, or it was revoked.</summary>
    public required string State { get; init; }

    /// <summary>Frames captured a second, over the last three.</summary>
    public required double Fps { get; init; }

    /// <summary>Frames captured since the agent started.</summary>
    public required long Captured { get; init; }

    /// <summary>Frames that the broker acknowledged.</summary>
    public required long Published { get; init; }

    /// <summary>Frames dropped.</summary>
    public required long Dropped { get; init; }

    /// <summary>Times the camera was connected anew.</summary>
    public required long Restarts { get; init; }

    /// <summary>The last thing that went wrong, one line without secrets; absent when nothing did.</summary>
    public string? LastError { get; init; }

    /// <summary>What is recorded about the consent of the people it sees; absent when nothing is, and then nothing is captured.</summary>
    public CameraConsent? Consent { get; init; }

    /// <summary>Share of its frames that the agent publishes because workers are behind, above 0 and below 1; absent when it publishes all.</summary>
    public double? RateShare { get; init; }
}
