namespace StreamMood.Cli.Configuration;

/// <summary>Options that write the cameras' settings, shared by <c>camera</c> and <c>demo</c>.</summary>
internal static class CameraSettingOptions
{
    /// <summary>The synthetic cameras; the verbs name the option differently.</summary>
    public static SettingOption Count(string name, string description) => new(name, "camera.count", "N", description);

    /// <summary>Videos, folders, devices and addresses.</summary>
    public static SettingOption Source() => new(
        "--source", "camera.sources", "PATH", "A video file, folder of pictures, rtsp:// address, http:// address of an MJPEG stream or /dev/video device that becomes a camera. Repeatable.")
    { Repeatable = true };

    /// <summary>Frame rate.</summary>
    public static SettingOption Fps() => new("--fps", "camera.fps", "N", "Most frames a second a camera. Default 10.");

    /// <summary>What makes the synthetic cameras differ from run to run.</summary>
    public static SettingOption Seed() => new("--seed", "camera.seed", "N", "Seed of the synthetic cameras: rooms, people, scripts. Default 1.");

    /// <summary>Whether videos start again.</summary>
    public static SettingOption Loop() => new("--loop", "camera.loop", "true|false", "Whether sources start again at their end. Default true.");

    /// <summary>A file of cameras.</summary>
    public static SettingOption File() => new("--cameras", "camera.file", "FILE.json", "The cameras with their sources, rates, sizes and masks; looked at again while running.");
}
