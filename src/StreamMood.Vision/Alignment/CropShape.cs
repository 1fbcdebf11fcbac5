namespace StreamMood.Vision.Alignment;

/// <summary>Which values of a pixel a model takes, and in which order.</summary>
public enum CropColour
{
    /// <summary>One plane of luma.</summary>
    Grey,

    /// <summary>Three planes: red, green, blue. Of a grey picture, three equal ones.</summary>
    Rgb,

    /// <summary>Three planes: blue, green, red.</summary>
    Bgr,
}

/// <summary>How one plane's pixels become values: (pixel − mean) × scale, for a pixel of 0 to 255.</summary>
/// <param name="Mean">Subtracted first.</param>
/// <param name="Scale">Multiplies the difference.</param>
public readonly record struct PixelScale(float Mean, float Scale);

/// <summary>What a model that looks at faces wants: a square, placed by the five landmarks or by the face's box.</summary>
public sealed record CropShape
{
    /// <summary>A grey crop aligned onto a template.</summary>
    /// <param name="size">Side in pixels.</param>
    /// <param name="template">Where the landmarks go.</param>
    /// <param name="mean">Subtracted from each pixel, 0 to 255.</param>
    /// <param name="scale">Multiplies the difference.</param>
    public CropShape(int size, FaceTemplate template, float mean, float scale)
        : this(size, template, 1, CropColour.Grey, [new PixelScale(mean, scale)])
    {
    }

    /// <summary>Any crop.</summary>
    /// <param name="size">Side in pixels.</param>
    /// <param name="template">Where the landmarks go; null for a crop around the face's box.</param>
    /// <param name="boxSide">Without a template: side of the crop in sides of the box (the longer one).</param>
    /// <param name="colour">Planes and their order.</param>
    /// <param name="pixels">One entry a plane.</param>
    /// <exception cref="ArgumentException">When there is not one entry a plane.</exception>
    public CropShape(int size, FaceTemplate? template, float boxSide, CropColour colour, IReadOnlyList<PixelScale> pixels)
    {
        if (pixels.Count != (colour == CropColour.Grey ? 1 : 3))
            throw new ArgumentException($"{colour} needs {(colour == CropColour.Grey ? 1 : 3)} pixel scales, got {pixels.Count}", nameof(pixels));
        (Size, Template, BoxSide, Colour, Pixels) = (size, template, boxSide, colour, pixels);
    }

    /// <summary>Side in pixels.</summary>
    public int Size { get; }

    /// <summary>Where the landmarks go; null for a crop around the face's box, upright as it stands.</summary>
    public FaceTemplate? Template { get; }

    /// <summary>Without a template: side of the crop in sides of the box.</summary>
    public float BoxSide { get; }

    /// <summary>Planes and their order.</summary>
    public CropColour Colour { get; }

    /// <summary>One entry a plane.</summary>
    public IReadOnlyList<PixelScale> Pixels { get; }

    /// <summary>1 or 3.</summary>
    public int Channels => Pixels.Count;

    /// <summary>Values of one crop.</summary>
    public int Length => Channels * Size * Size;
}
