using System.Numerics;
using StreamMood.Vision.Alignment;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>
/// Where the parts of a figure lie around its face picture, from the five points of the generator's template: average
/// proportions of an adult head, in eye distances across and eye-to-mouth heights down. Lengths in pixels; the origin is the
/// face picture's top left corner.
/// </summary>
internal sealed class FigureShape
{
    /// <param name="template">Where the landmarks stand in the face picture.</param>
    /// <param name="side">Side of the face picture in the frame, in pixels.</param>
    public FigureShape(FaceTemplate template, float side)
    {
        var points = template.Points;
        Side = side;
        Eyes = new Vector2(points.RightEye.X + points.LeftEye.X, points.RightEye.Y + points.LeftEye.Y) * (side / 2);
        var mouth = new Vector2(points.RightMouth.X + points.LeftMouth.X, points.RightMouth.Y + points.LeftMouth.Y) * (side / 2);
        Across = (points.LeftEye.X - points.RightEye.X) * side;
        Down = mouth.Y - Eyes.Y;
        Middle = (Eyes.X + mouth.X) / 2;
    }

    /// <summary>Side of the face picture.</summary>
    public float Side { get; }

    /// <summary>Between the eyes.</summary>
    public Vector2 Eyes { get; }

    /// <summary>From eye to eye.</summary>
    public float Across { get; }

    /// <summary>From the eyes down to the mouth.</summary>
    public float Down { get; }

    /// <summary>The line of symmetry.</summary>
    public float Middle { get; }

    /// <summary>The chin.</summary>
    public float Chin => Eyes.Y + (1.62f * Down);

    /// <summary>A point given from between the eyes, in eye distances and eye-to-mouth heights.</summary>
    public Vector2 At(float across, float down) => new(Middle + (across * Across), Eyes.Y + (down * Down));

    /// <summary>A size in eye distances and eye-to-mouth heights.</summary>
    public Vector2 Size(float across, float down) => new(across * Across, down * Down);

    /// <summary>How far the face picture shows at a point of it: 1 on the face, soft towards its edge, 0 where hair and background of the generator's training pictures would show.</summary>
    public float Mask(float x, float y)
    {
        var face = Brush.Ellipse(x, y, At(0, 0.42f), Size(1.05f, 1.22f), 0.40f * Across);
        var margin = MathF.Min(MathF.Min(x, Side - x), MathF.Min(y, Side - y));
        return face * Brush.Smooth(margin / (0.08f * Side));
    }
}
