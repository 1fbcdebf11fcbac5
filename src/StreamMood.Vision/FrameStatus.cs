namespace StreamMood.Vision;

/// <summary>What became of one frame. Everything but <see cref="Ok"/> says why its bytes could not be looked at.</summary>
public enum FrameStatus
{
    /// <summary>The frame was decoded.</summary>
    Ok,

    /// <summary>The bytes are no picture of the expected format.</summary>
    NotJpeg,

    /// <summary>The picture ends before its data does.</summary>
    Truncated,

    /// <summary>The header asks for more pixels, scans or memory than the limits allow; nothing was decoded.</summary>
    TooLarge,

    /// <summary>A valid picture of a kind that is not read: 12 bit, lossless, CMYK.</summary>
    Unsupported,

    /// <summary>The decoder met damaged data.</summary>
    Corrupt,
}

/// <summary>Bounded names of the statuses.</summary>
public static class FrameStatuses
{
    private static readonly string[] Reasons = ["ok", "not-jpeg", "truncated", "too-large", "unsupported", "corrupt"];

    /// <summary>The name used in dead letters and metrics, such as <c>not-jpeg</c>.</summary>
    public static string Reason(this FrameStatus status) => Reasons[(int)status];

    /// <summary>One line for people, without a full stop.</summary>
    public static string Describe(this FrameStatus status) => status switch
    {
        FrameStatus.Ok => "the picture was read",
        FrameStatus.NotJpeg => "not a picture: neither a JPEG nor a PNG header",
        FrameStatus.Truncated => "the picture is cut short: its end is missing",
        FrameStatus.TooLarge => "the picture is larger than the limits allow",
        FrameStatus.Unsupported => "a kind of picture that is not supported (12 bit, lossless, arithmetic or CMYK)",
        _ => "the picture's data is damaged",
    };
}
