using System.ComponentModel.DataAnnotations;
using StreamMood.Vision.Imaging;

namespace StreamMood.Vision;

/// <summary>How frames are looked at.</summary>
public sealed class VisionOptions
{
    /// <summary>
    /// Long side in pixels that the detector sees, rounded up to a multiple of 32; 64 to 2048, default 320. Larger finds
    /// smaller faces and costs time with the square. A detector of fixed input size overrides it.
    /// </summary>
    [Range(64, 2048)]
    public int DetectorSize { get; set; } = 320;

    /// <summary>Least detector score of a face, 0 to 1; 0, the default, takes the model's own.</summary>
    [Range(0.0, 1.0)]
    public float ScoreThreshold { get; set; }

    /// <summary>Most faces looked at in one frame, the best first; 1 to 256, default 32.</summary>
    [Range(1, 256)]
    public int MaxFaces { get; set; } = 32;

    /// <summary>What a picture may claim before anything is decoded.</summary>
    [Required]
    public PictureLimits Limits { get; set; } = new();
}
