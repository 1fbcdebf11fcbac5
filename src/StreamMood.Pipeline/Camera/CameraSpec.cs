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
}

/// <summary>The source of one camera.</summary>
public sealed record SourceSpec
{
    /// <summary>What it is.</summary>
    public required SourceKind Kind { get; init; }

    /// <summary>The folder, picture or video file; absent for a synthetic source.</summary>
    public string? Path { get; init; }

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

    /// <summary>JPEG quality, 1 to 100; absent means <see cref="DefaultQuality"/>, and for a video of JPEGs and a folder, as they are.</summary>
    public int? Quality { get; init; }

    /// <summary>Largest width in pixels, 64 to 7680; absent means the source's own, for a synthetic one <see cref="DefaultWidth"/>.</summary>
    public int? Width { get; init; }

    /// <summary>Largest height in pixels, 64 to 4320; absent means the source's own, for a synthetic one <see cref="DefaultHeight"/>.</summary>
    public int? Height { get; init; }
}
