using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Camera;

/// <summary>Where a camera's pictures come from.</summary>
public enum SourceKind
{
    /// <summary>A drawn room whose people act out expressions.</summary>
    Synthetic,

    /// <summary>The pictures of a folder one after the other, or one picture again and again.</summary>
    Folder,

    /// <summary>A video file, through ffmpeg.</summary>
    Video,

    /// <summary>A network camera over RTSP, through ffmpeg; JPEGs pass untouched.</summary>
    Rtsp,

    /// <summary>A network camera that sends JPEGs over HTTP (<c>multipart/x-mixed-replace</c>); they pass untouched.</summary>
    Mjpeg,

    /// <summary>A camera of this machine (Video4Linux), through ffmpeg; JPEGs pass untouched.</summary>
    Usb,
}

/// <summary>How RTP packets of an RTSP camera travel.</summary>
public enum RtspTransport
{
    /// <summary>Within the RTSP connection: nothing is lost, and firewalls let it pass.</summary>
    Tcp,

    /// <summary>As datagrams: no waiting for what was lost.</summary>
    Udp,
}

/// <summary>What a camera of this machine is asked for.</summary>
public enum UsbFormat
{
    /// <summary>The camera's own JPEGs, untouched.</summary>
    Mjpeg,

    /// <summary>Whatever it gives; encoded here.</summary>
    Any,
}

/// <summary>The source of one camera.</summary>
public sealed record SourceSpec
{
    /// <summary>What it is.</summary>
    public required SourceKind Kind { get; init; }

    /// <summary>The folder, picture, video file or device; absent for a synthetic source and a network camera.</summary>
    public string? Path { get; init; }

    /// <summary>Of a network camera: its address.</summary>
    public SourceUrl? Url { get; init; }

    /// <summary>Of an RTSP camera. Default TCP.</summary>
    public RtspTransport Transport { get; init; }

    /// <summary>Of a USB camera. Default its own JPEGs.</summary>
    public UsbFormat Format { get; init; }

    /// <summary>
    /// Of video, RTSP and USB: ffmpeg's name of the hardware that decodes (<c>auto</c>, <c>vaapi</c>, <c>cuda</c>, <c>qsv</c>, …); absent means the
    /// processor. What is passed on untouched is not decoded.
    /// </summary>
    public string? Hardware { get; init; }

    /// <summary>Whether it starts again at its end. Default true.</summary>
    public bool Loop { get; init; } = true;

    /// <summary>Of a synthetic source: the same seed gives the same room, people and script. In <c>cameras.json</c> follows from the id where absent.</summary>
    public ulong Seed { get; init; }

    /// <summary>Of a synthetic source: people in the room, 1 to 4; all act the same script. Default 1.</summary>
    public int Persons { get; init; } = 1;
}

/// <summary>One camera as it is set up; checked by <see cref="CamerasFile"/> or <see cref="CameraPlan"/>.</summary>
public sealed record CameraSpec
{
    /// <summary>JPEG quality where none is given.</summary>
    public const int DefaultQuality = 80;

    /// <summary>Width of a synthetic picture where none is given, in pixels.</summary>
    public const int DefaultWidth = 640;

    /// <summary>Height of a synthetic picture where none is given, in pixels.</summary>
    public const int DefaultHeight = 480;

    /// <summary>Camera id, see <see cref="Contracts.Events.FrameId.IsCamera"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Where its pictures come from.</summary>
    public required SourceSpec Source { get; init; }

    /// <summary>Most frames a second, 0.1 to 120.</summary>
    public required double Fps { get; init; }

    /// <summary>JPEG quality, 1 to 100; absent means <see cref="DefaultQuality"/>, and for a folder and a source of JPEGs, as they are.</summary>
    public int? Quality { get; init; }

    /// <summary>
    /// Largest width in pixels, 64 to 7680; absent means the source's own, for a synthetic one <see cref="DefaultWidth"/>. Of a USB camera,
    /// together with <see cref="Height"/>, the size it is asked for.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>Largest height in pixels, 64 to 4320; absent means the source's own, for a synthetic one <see cref="DefaultHeight"/>.</summary>
    public int? Height { get; init; }

    /// <summary>The part of the picture that is sent; absent means all of it.</summary>
    public PictureRegion? Region { get; init; }

    /// <summary>What is blackened before a frame leaves the agent, in fractions of the whole picture; absent means nothing.</summary>
    public PrivacyMasks? Masks { get; init; }

    /// <summary>
    /// Share of the picture, 0.0001 to 1, that must have changed since the last frame that passed; others are dropped as
    /// <see cref="DropReason.Unchanged"/>, all but one a second. Absent means that all pass.
    /// </summary>
    public double? Motion { get; init; }

    /// <summary>What is recorded about the consent of the people it sees; absent means that nothing is captured. Drawn people need none.</summary>
    public CameraConsent? Consent { get; init; }

    /// <summary>Quality where ffmpeg must encode and <see cref="Quality"/> is absent.</summary>
    internal int EncoderQuality { get; init; } = DefaultQuality;

    /// <summary>Whether the size is what the camera itself gives, and not what its pictures are brought down to.</summary>
    internal bool HasOwnSize => Source.Kind is SourceKind.Synthetic or SourceKind.Folder or SourceKind.Usb;

    /// <summary>Whether frames must be decoded and encoded here.</summary>
    internal bool NeedsEditing =>
        Region is not null || Masks is not null || (Source.Kind == SourceKind.Mjpeg && (Width ?? Height ?? Quality) is not null);

    /// <summary>The camera as its source shall deliver it when frames are edited afterwards: whole, as large as they come, and good.</summary>
    internal CameraSpec Unedited() => this with
    {
        Region = null, Masks = null, Quality = null, EncoderQuality = 97,
        Width = HasOwnSize ? Width : null, Height = HasOwnSize ? Height : null,
    };
}
