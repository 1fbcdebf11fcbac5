using System.ComponentModel.DataAnnotations;
using StreamMood.Lab.Datasets;
using StreamMood.Vision;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Tuning;

/// <summary>Which settings are tried, on which pictures.</summary>
public sealed class VisionTuningOptions
{
    /// <summary>The labelled pictures.</summary>
    [Required]
    public EmotionDatasetOptions Data { get; set; } = new();

    /// <summary>
    /// Whether faces are looked for, default true: tiles of faces are put into rooms, and pictures of folders are taken as they are.
    /// Otherwise the picture, or what its own points span, is the face, and only what follows the detector is tried.
    /// </summary>
    public bool FindFaces { get; set; } = true;

    /// <summary>The split that reports, the other one choosing; null deals the one split in halves, by person where they are known.</summary>
    public string? ReportSplit { get; set; }

    /// <summary>Folder or ZIP file of pictures without a face: the rooms that tiles are put into, and where every face found is false.</summary>
    public string? Negatives { get; set; }

    /// <summary>Least and most pixels of a face in a room, whose long side is 640; 16 to 640, default 48 and 240.</summary>
    [Required, MinLength(2), MaxLength(2)]
    public IReadOnlyList<int> FaceSizes { get; set; } = [48, 240];

    /// <summary>The detector, a bundled name or a file.</summary>
    [Required]
    public string Detector { get; set; } = ModelFiles.DefaultDetector;

    /// <summary>The classifier, likewise.</summary>
    [Required]
    public string Emotion { get; set; } = ModelFiles.DefaultEmotion;

    /// <summary>Where models run.</summary>
    [Required]
    public ModelSessionOptions Session { get; set; } = new();

    /// <summary>The settings at present, which all others are compared with.</summary>
    [Required]
    public VisionOptions Vision { get; set; } = new();

    /// <summary>Long sides of the detector's input to try; the present one is added.</summary>
    [Required, MinLength(1)]
    public IReadOnlyList<int> Sizes { get; set; } = [160, 224, 320, 448, 640];

    /// <summary>Least scores of a face to try, above 0 to 1; the present one is added.</summary>
    [Required, MinLength(1)]
    public IReadOnlyList<float> Thresholds { get; set; } = [0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f];

    /// <summary>Sides of the crop to try, in sides of what the model asks for, 0.5 to 2; 1 is added.</summary>
    [Required, MinLength(1)]
    public IReadOnlyList<float> Margins { get; set; } = [0.85f, 0.92f, 1, 1.08f, 1.16f];

    /// <summary>Most pictures, both halves together; 20 to 1,000,000, default 2,000, drawn with the seed.</summary>
    [Range(20, 1_000_000)]
    public int Pictures { get; set; } = 2000;

    /// <summary>Most milliseconds a picture of the choice; null for no bound.</summary>
    [Range(0.001, 1e6)]
    public double? Budget { get; set; }

    /// <summary>Most false faces a picture of the choice; null allows what the present settings have.</summary>
    [Range(0.0, 100)]
    public double? FalseFaces { get; set; }

    /// <summary>Threads; 1 to 256, default one a processor. Times are taken on one.</summary>
    [Range(1, 256)]
    public int Lanes { get; set; } = Environment.ProcessorCount;

    /// <summary>Seed of draws, rooms and bootstrap; default 1.</summary>
    public int Seed { get; set; } = 1;
}
