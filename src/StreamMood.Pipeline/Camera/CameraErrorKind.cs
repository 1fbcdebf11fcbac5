namespace StreamMood.Pipeline.Camera;

/// <summary>What kind of thing went wrong with a camera; the whole vocabulary. Kinds differ in what is to be done about them.</summary>
public enum CameraErrorKind
{
    /// <summary>None of the others, or it did not say: read the text.</summary>
    Other,

    /// <summary>It gives nothing for <see cref="CameraOptions.StallTimeout"/>.</summary>
    Stalled,

    /// <summary>Only broken pictures came for that long.</summary>
    Damaged,

    /// <summary>Nobody answers at its address, or the way there is broken.</summary>
    Unreachable,

    /// <summary>It does not let us in: the password, the rights on a device, or somebody else who holds it.</summary>
    Denied,

    /// <summary>There is no such stream, device or picture.</summary>
    Missing,

    /// <summary>What comes is not what we can read.</summary>
    Unreadable,

    /// <summary>It ended a stream that has no end, or the connection broke off.</summary>
    Ended,
}

/// <summary>Names of the kinds.</summary>
public static class CameraErrorKinds
{
    private static readonly string[] Names = ["other", "stalled", "damaged", "unreachable", "denied", "missing", "unreadable", "ended"];

    /// <summary>The name as it stands in metrics.</summary>
    public static string Name(this CameraErrorKind kind) => Names[(int)kind];
}

/// <summary>Something that went wrong with a camera.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">One line without secrets.</param>
/// <param name="At">When.</param>
internal sealed record CameraError(CameraErrorKind Kind, string Text, DateTimeOffset At);
