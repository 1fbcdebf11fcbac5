using System.ComponentModel.DataAnnotations;

namespace StreamMood.Vision.Analysis;

/// <summary>What <c>analyze</c> does besides looking.</summary>
public sealed class AnalyzeOptions
{
    /// <summary>Folder for pictures with boxes, landmarks and labels; created when absent; null for none.</summary>
    public string? AnnotateFolder { get; set; }

    /// <summary>Quality of the annotated JPEGs, 1 to 100, default 90.</summary>
    [Range(1, 100)]
    public int AnnotateQuality { get; set; } = 90;
}
