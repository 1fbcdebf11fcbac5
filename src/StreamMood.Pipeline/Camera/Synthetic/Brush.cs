using System.Numerics;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>Soft-edged coverage of simple shapes at a point: 1 inside, 0 outside, a slope of the given softness between. Lengths in pixels.</summary>
internal static class Brush
{
    /// <summary>An upright ellipse.</summary>
    public static float Ellipse(float x, float y, Vector2 centre, Vector2 radii, float softness)
    {
        var (dx, dy) = ((x - centre.X) / radii.X, (y - centre.Y) / radii.Y);
        var distance = (MathF.Sqrt((dx * dx) + (dy * dy)) - 1) * MathF.Min(radii.X, radii.Y);
        return Edge(distance, softness);
    }

    /// <summary>An upright rectangle with rounded corners.</summary>
    public static float Box(float x, float y, Vector2 centre, Vector2 half, float round, float softness)
    {
        var dx = MathF.Max(MathF.Abs(x - centre.X) - half.X + round, 0);
        var dy = MathF.Max(MathF.Abs(y - centre.Y) - half.Y + round, 0);
        return Edge(MathF.Sqrt((dx * dx) + (dy * dy)) - round, softness);
    }

    /// <summary>What lies on the negative side of an edge.</summary>
    public static float Edge(float distance, float softness) => Smooth(0.5f - (distance / softness));

    /// <summary>0 below 0, 1 above 1, a smooth step between.</summary>
    public static float Smooth(float t)
    {
        t = Math.Clamp(t, 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>From one value to another.</summary>
    public static float Mix(float from, float to, float share) => from + ((to - from) * share);
}
