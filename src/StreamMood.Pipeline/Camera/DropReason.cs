namespace StreamMood.Pipeline.Camera;

/// <summary>Why a captured frame was not published; the whole vocabulary.</summary>
public enum DropReason
{
    /// <summary>A newer frame of the camera came while the producer was behind.</summary>
    Replaced,

    /// <summary>The producer's queue was full.</summary>
    QueueFull,

    /// <summary>The broker did not acknowledge it in time, or refused it.</summary>
    DeliveryFailed,

    /// <summary>It has more bytes than a message may have.</summary>
    TooLarge,

    /// <summary>The agent stopped before it was acknowledged.</summary>
    Stopped,

    /// <summary>Nothing had changed since the last frame that passed, see <see cref="CameraSpec.Motion"/>.</summary>
    Unchanged,

    /// <summary>Consent of the people it may show was revoked.</summary>
    Consent,

    /// <summary>The worker is behind and the camera's rate lowered, see <see cref="CameraOptions.AdaptiveRate"/>.</summary>
    Behind,
}

/// <summary>Names of the reasons.</summary>
public static class DropReasons
{
    private static readonly string[] Names = ["replaced", "queue-full", "delivery-failed", "too-large", "stopped", "unchanged", "consent", "behind"];

    /// <summary>How many reasons there are.</summary>
    public static int Count => Names.Length;

    /// <summary>The name as it stands in metrics and summaries.</summary>
    public static string Name(this DropReason reason) => Names[(int)reason];
}
