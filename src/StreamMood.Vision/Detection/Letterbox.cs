namespace StreamMood.Vision.Detection;

/// <summary>How a picture lies in a detector's input: at the top left, black to the right and below.</summary>
/// <param name="Width">Width of the resized picture.</param>
/// <param name="Height">Height of the resized picture.</param>
/// <param name="TensorWidth">Width of the input.</param>
/// <param name="TensorHeight">Height of the input.</param>
internal readonly record struct Letterbox(int Width, int Height, int TensorWidth, int TensorHeight)
{
    // A small picture gains nothing from being blown up further, and a detector of fixed size need not see it blurred.
    private const float LargestZoom = 2;

    /// <summary>Fits a picture into a fixed input, or into the least padded one with the given long side.</summary>
    public static Letterbox Fit(int width, int height, int longSide, DetectorShape shape)
    {
        if (shape.FixedSize is { } size)
        {
            var zoom = MathF.Min(LargestZoom, MathF.Min((float)size.Width / width, (float)size.Height / height));
            return new Letterbox(Side(width * zoom, size.Width), Side(height * zoom, size.Height), size.Width, size.Height);
        }

        var side = Up(longSide, shape.Multiple);
        var scale = MathF.Min(LargestZoom, (float)side / Math.Max(width, height));
        var (w, h) = (Side(width * scale, side), Side(height * scale, side));
        return new Letterbox(w, h, Up(w, shape.Multiple), Up(h, shape.Multiple));
    }

    private static int Side(float side, int most) => Math.Clamp((int)MathF.Round(side), 1, most);

    private static int Up(int side, int multiple) => (side + multiple - 1) / multiple * multiple;
}
