using System.ComponentModel.DataAnnotations;
using StreamMood.Vision;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Evaluation;

/// <summary>What is evaluated on labelled scenes, and how.</summary>
public sealed class DetectorEvaluationOptions
{
    /// <summary>Detectors, bundled names or files; at least one.</summary>
    [Required, MinLength(1)]
    public IReadOnlyList<string> Models { get; set; } = [ModelFiles.DefaultDetector];

    /// <summary>Folder or ZIP file of the pictures.</summary>
    [Required]
    public string Images { get; set; } = "";

    /// <summary>Table of the faces: file,x,y,w,h.</summary>
    [Required]
    public string Boxes { get; set; } = "";

    /// <summary>Tables of further faces of the same pictures; default none.</summary>
    public IReadOnlyList<string> MoreBoxes { get; set; } = [];

    /// <summary>Table of regions that are neither face nor background; null for none.</summary>
    public string? Ignore { get; set; }

    /// <summary>Value of the boxes' column <c>split</c>; null takes all.</summary>
    public string? Split { get; set; }

    /// <summary>Folder or ZIP file of pictures without a face; null for none.</summary>
    public string? Negatives { get; set; }

    /// <summary>Where models run.</summary>
    [Required]
    public ModelSessionOptions Session { get; set; } = new();

    /// <summary>The detector's size, threshold and limits.</summary>
    [Required]
    public VisionOptions Vision { get; set; } = new();
}
