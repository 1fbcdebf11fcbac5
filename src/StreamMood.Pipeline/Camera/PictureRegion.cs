namespace StreamMood.Pipeline.Camera;

/// <summary>A part of a picture, in fractions of its width and height; in <c>cameras.json</c> <c>[x, y, width, height]</c>.</summary>
/// <param name="X">Left edge, 0 to 1.</param>
/// <param name="Y">Top edge, 0 to 1.</param>
/// <param name="Width">Above 0; x + width is at most 1.</param>
/// <param name="Height">Above 0; y + height is at most 1.</param>
public readonly record struct PictureRegion(double X, double Y, double Width, double Height);
