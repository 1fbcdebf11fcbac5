using System.ComponentModel.DataAnnotations;
using StreamMood.Vision;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Evaluation;

/// <summary>What is evaluated on labelled faces, and how.</summary>
public sealed class EmotionEvaluationOptions
{
    /// <summary>Classifiers, bundled names or files; at least one.</summary>
    [Required, MinLength(1)]
    public IReadOnlyList<string> Models { get; set; } = [ModelFiles.DefaultEmotion];

    /// <summary>The detector, for sets in which faces must be found.</summary>
    [Required]
    public string Detector { get; set; } = ModelFiles.DefaultDetector;

    /// <summary>Averages ten views of each face; default false.</summary>
    public bool TestTimeAugmentation { get; set; }

    /// <summary>
    /// Which readout of classifiers that have two; null (default) takes <see cref="EmotionReadout.Fer"/> for FER2013's own labels
    /// and what the worker publishes for everything else.
    /// </summary>
    public EmotionReadout? Readout { get; set; }

    /// <summary>Where models run.</summary>
    [Required]
    public ModelSessionOptions Session { get; set; } = new();

    /// <summary>How faces are found.</summary>
    [Required]
    public VisionOptions Vision { get; set; } = new();

    /// <summary>Threads; 1 to 256, default one a processor.</summary>
    [Range(1, 256)]
    public int Lanes { get; set; } = Environment.ProcessorCount;

    /// <summary>Seed of the bootstrap; default 1.</summary>
    public int Seed { get; set; } = 1;
}
