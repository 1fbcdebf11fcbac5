using System.ComponentModel.DataAnnotations;
using StreamMood.Vision;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Comparison;

/// <summary>What is compared.</summary>
public sealed class ComparisonOptions
{
    /// <summary>
    /// Folder with the data sets: <c>ferplus</c>, <c>ckplus</c>, <c>muxspace</c>, <c>crowd</c>, <c>faces-in-context</c>. Those that
    /// are missing are left out and named.
    /// </summary>
    [Required]
    public string Data { get; set; } = "";

    /// <summary>Emotion classifiers, names or files.</summary>
    public IReadOnlyList<string> Emotions { get; set; } = [ModelFiles.DefaultEmotion];

    /// <summary>Face detectors, names or files.</summary>
    public IReadOnlyList<string> Detectors { get; set; } = [ModelFiles.DefaultDetector];

    /// <summary>Whether the classical pipeline is trained and takes part; default true. Needs <c>ferplus</c>.</summary>
    public bool Classical { get; set; } = true;

    /// <summary>Where models run.</summary>
    [Required]
    public ModelSessionOptions Session { get; set; } = new();

    /// <summary>How faces are found.</summary>
    [Required]
    public VisionOptions Vision { get; set; } = new();

    /// <summary>Threads; 1 to 256, default one a processor.</summary>
    [Range(1, 256)]
    public int Lanes { get; set; } = Environment.ProcessorCount;

    /// <summary>Seed of training and bootstrap; default 1.</summary>
    public int Seed { get; set; } = 1;
}
