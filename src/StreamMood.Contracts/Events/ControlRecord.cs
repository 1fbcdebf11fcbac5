using System.Text.Json.Serialization;

namespace StreamMood.Contracts.Events;

/// <summary>
/// Everything that operators have decided for one camera or zone. Topic <c>streammood.control.v1</c>, compacted, key
/// <see cref="Key"/>. The record holds the decisions of the past as well, because the topic keeps the newest record only, and a
/// replay of old emotion events needs what held then.
/// </summary>
public sealed record ControlRecord
{
    /// <summary>
    /// Time between making a decision and its first possible effect. Whoever reads the topic must know a decision before it
    /// recommends for the time from which it holds, and windows of the present are still open for some seconds.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>The same for a revoked consent, which takes effect within a second: long enough to be known to all that work in step.</summary>
    public static readonly TimeSpan RevokeMargin = TimeSpan.FromMilliseconds(500);

    /// <summary>The camera; absent when a zone is meant.</summary>
    public string? Camera { get; init; }

    /// <summary>The zone; absent when a camera is meant.</summary>
    public string? Zone { get; init; }

    /// <summary>The decisions, in the order in which they were made.</summary>
    public required IReadOnlyList<ControlDecision> Decisions { get; init; }

    /// <summary>The key of a camera's or a zone's record: the camera id, or <c>zone:</c> and the zone.</summary>
    public static string Key(string name, bool zone) => zone ? "zone:" + name : name;
}

/// <summary>One decision of an operator. Times are event time.</summary>
public sealed record ControlDecision
{
    /// <summary>What was decided.</summary>
    public required ControlKind Kind { get; init; }

    /// <summary>When it was made, by the clock of whoever made it.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>From when on it was meant to hold.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when a pin holds; absent for no end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The pinned category.</summary>
    public SongCategory? Category { get; init; }

    /// <summary>The strategy: <c>match</c>, <c>iso</c> or <c>lift</c>; absent when only the goal changes.</summary>
    public string? Strategy { get; init; }

    /// <summary>The goal; absent when only the strategy changes.</summary>
    public TargetMood? Goal { get; init; }

    /// <summary>Who decided.</summary>
    public string? By { get; init; }

    /// <summary>From when on it holds: the time that was meant, and not before it was made and known everywhere.</summary>
    [JsonIgnore]
    public DateTimeOffset Effective
    {
        get
        {
            var earliest = DecidedAt + (Kind == ControlKind.Revoke ? ControlRecord.RevokeMargin : ControlRecord.Margin);
            return From > earliest ? From : earliest;
        }
    }
}

/// <summary>What operators can decide.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ControlKind>))]
public enum ControlKind
{
    /// <summary>Recommend one category whatever is seen.</summary>
    [JsonStringEnumMemberName("pin")]
    Pin,

    /// <summary>Follow the mood again.</summary>
    [JsonStringEnumMemberName("unpin")]
    Unpin,

    /// <summary>Another strategy or goal.</summary>
    [JsonStringEnumMemberName("strategy")]
    Strategy,

    /// <summary>Recommend nothing.</summary>
    [JsonStringEnumMemberName("pause")]
    Pause,

    /// <summary>Recommend again.</summary>
    [JsonStringEnumMemberName("resume")]
    Resume,

    /// <summary>Consent is revoked: frames are not looked at, emotion events are not used, open windows are dropped.</summary>
    [JsonStringEnumMemberName("revoke")]
    Revoke,

    /// <summary>Consent is given again.</summary>
    [JsonStringEnumMemberName("grant")]
    Grant,
}
