using StreamMood.Contracts.Events;

namespace StreamMood.Vision.Detection;

/// <summary>A face as the detector gives it, in pixels of the source picture.</summary>
/// <param name="Box">Bounding box, clipped to the picture.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Landmarks">Five points; they may lie outside the picture.</param>
public readonly record struct DetectedFace(Box Box, float Score, Landmarks Landmarks);
