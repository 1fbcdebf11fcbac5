using System.ComponentModel.DataAnnotations;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Benchmarks;

/// <summary>What <c>bench vision</c> measures.</summary>
public sealed class VisionBenchmarkOptions
{
    /// <summary>The detector: a bundled model's name or a file.</summary>
    [Required]
    public string Detector { get; set; } = ModelFiles.DefaultDetector;

    /// <summary>The emotion classifier: a bundled model's name or a file.</summary>
    [Required]
    public string Emotion { get; set; } = ModelFiles.DefaultEmotion;

    /// <summary>The generator that draws the faces of the measured pictures: a bundled model's name or a file.</summary>
    [Required]
    public string Generator { get; set; } = ModelFiles.DefaultGenerator;

    /// <summary>A second detector, such as a YuNet file, to send through the same path; null for none.</summary>
    public string? Yunet { get; set; }

    /// <summary>Long side that dynamic detectors see; 64 to 2048, default 320.</summary>
    [Range(64, 2048)]
    public int DetectorSize { get; set; } = 320;

    /// <summary>Seconds of measuring after the warm-up; 0.1 to 3600, default 15.</summary>
    [Range(0.1, 3600)]
    public double Seconds { get; set; } = 15;

    /// <summary>Faces that are classified together, each number measured; 1 to 256, default 1, 8 and 32.</summary>
    [Required, MinLength(1)]
    public IReadOnlyList<int> Batches { get; set; } = [1, 8, 32];

    /// <summary>Where the models run; always one thread.</summary>
    [Required, AllowedValues("auto", "cpu", "cuda")]
    public string Provider { get; set; } = "cpu";
}
