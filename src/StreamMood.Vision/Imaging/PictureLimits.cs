using System.ComponentModel.DataAnnotations;

namespace StreamMood.Vision.Imaging;

/// <summary>
/// What a picture's header may claim. libjpeg-turbo itself has no limits, so a few hundred bytes could otherwise make it
/// reserve gigabytes or work for minutes.
/// </summary>
public sealed class PictureLimits
{
    /// <summary>Longest side in pixels; 16 to 65,535, default 16,384.</summary>
    [Range(16, 65_535)]
    public int MaxSide { get; set; } = 16_384;

    /// <summary>Most pixels; 256 to 1,000,000,000, default 33,177,600 (8K UHD).</summary>
    [Range(256, 1_000_000_000)]
    public int MaxPixels { get; set; } = 7680 * 4320;

    /// <summary>Most scans of a progressive JPEG, each of which costs a pass over the picture; 1 to 500, default 100.</summary>
    [Range(1, 500)]
    public int MaxScans { get; set; } = 100;

    /// <summary>Most bytes the decoder may need at once for pixels and coefficients; 1 MiB to 2 GiB − 1, default 256 MiB.</summary>
    [Range(1 << 20, int.MaxValue)]
    public int MaxMemoryBytes { get; set; } = 256 << 20;
}
