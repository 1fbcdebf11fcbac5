namespace StreamMood.Pipeline.Camera;

/// <summary>Bounds that options and <c>cameras.json</c> share.</summary>
internal static class CameraRange
{
    public const double MinFps = 0.1;
    public const double MaxFps = 120;
    public const int MinQuality = 1;
    public const int MaxQuality = 100;
    public const int MinSide = 64;
    public const int MaxWidth = 7680;
    public const int MaxHeight = 4320;
    public const int MaxPersons = 4;
    public const double MinMotion = 0.0001;
    public const int MaxMasks = 50;
    public const int MaxCorners = 100;
}
