using System.Numerics;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>Draws a figure's head without face, and its body, as sprites; once a person.</summary>
internal sealed class FigurePainter(FigureShape shape, FigureLook look, float skin)
{
    private const float Soft = 1.6f;

    /// <summary>The face picture's corner in the head sprite.</summary>
    public Vector2 FaceCorner { get; } = new(MathF.Ceiling(0.35f * shape.Side), MathF.Ceiling(0.55f * shape.Side));

    /// <summary>The face picture's corner in the body sprite.</summary>
    public Vector2 BodyCorner { get; } = new(MathF.Ceiling(1.1f * shape.Side), 0);

    /// <summary>Hair, ears and a bare head.</summary>
    public Sprite Head()
    {
        var sprite = new Sprite((int)(1.7f * shape.Side), (int)(1.95f * shape.Side));
        Paint(sprite, FaceCorner, HeadAt);
        return sprite;
    }

    /// <summary>Neck and shoulders.</summary>
    public Sprite Body()
    {
        var sprite = new Sprite((int)(3.2f * shape.Side), (int)(3f * shape.Side));
        Paint(sprite, BodyCorner, BodyAt);
        return sprite;
    }

    /// <summary>The grey of skin at a point: rounder at the sides, shaded below the chin's edge.</summary>
    public float Skin(float x, float y)
    {
        var side = (x - shape.Middle) / (1.2f * shape.Across);
        var low = MathF.Max((y - shape.At(0, 1.2f).Y) / shape.Down, 0);
        return skin * (1 - (0.16f * side * side) - (0.25f * low));
    }

    private static void Paint(Sprite sprite, Vector2 corner, Func<float, float, (float Grey, float Opacity)> at)
    {
        for (var y = 0; y < sprite.Height; y++)
        {
            for (var x = 0; x < sprite.Width; x++)
            {
                var (grey, opacity) = at(x - corner.X, y - corner.Y);
                sprite.Pixels[(y * sprite.Width) + x] = Sprite.Pack(Math.Clamp(grey, 0, 255), opacity);
            }
        }
    }

    private static void Over(ref float grey, ref float opacity, float colour, float cover)
    {
        if (cover <= 0)
            return;
        var total = cover + (opacity * (1 - cover));
        grey = ((colour * cover) + (grey * opacity * (1 - cover))) / total;
        opacity = total;
    }

    private (float Grey, float Opacity) HeadAt(float x, float y)
    {
        float grey = 0, opacity = 0;
        var strand = look.Hair * (1 + (0.12f * MathF.Sin((x * 0.55f) + (y * 0.06f))) + (0.25f * Brush.Smooth(1 - ((y - shape.At(0, -1.7f).Y) / shape.Down))));
        if (look.HairLength > 0)
            Over(ref grey, ref opacity, strand * 0.8f, Brush.Box(
                x, y, shape.At(0, (look.HairLength / 2) - 0.3f), shape.Size(1.36f, (look.HairLength / 2) + 0.3f), 0.5f * shape.Across, Soft * 2));
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            Over(ref grey, ref opacity, Skin(x, y) * 0.9f, look.HairLength > 0 ? 0 : Brush.Ellipse(
                x, y, shape.At(side * 1.18f, 0.25f), shape.Size(0.17f, 0.34f), Soft));
        Over(ref grey, ref opacity, strand, Brush.Ellipse(x, y, shape.At(0, -0.25f), shape.Size(1.30f, 1.48f), Soft * 2) * Brush.Edge(y - shape.At(0, 0.45f).Y, 0.5f * shape.Down));
        Over(ref grey, ref opacity, Skin(x, y), Brush.Ellipse(x, y, shape.At(0, 0.22f), shape.Size(1.16f, 1.42f), Soft));

        // Hair over the forehead, lower at the temples.
        var off = (x - shape.Middle) / shape.Across;
        var line = shape.Eyes.Y - (look.HairLine * shape.Down) + (0.42f * shape.Down * off * off * off * off);
        Over(ref grey, ref opacity, strand, Brush.Edge(y - line, 0.14f * shape.Down) * Brush.Ellipse(x, y, shape.At(0, -0.25f), shape.Size(1.30f, 1.48f), Soft * 2));
        return (grey, opacity);
    }

    private (float Grey, float Opacity) BodyAt(float x, float y)
    {
        float grey = 0, opacity = 0;
        var shoulders = Brush.Ellipse(x, y, shape.At(0, 4.6f), shape.Size(3.2f, 2.55f), Soft);
        var trunk = Brush.Box(x, y, shape.At(0, 8f), shape.Size(3.1f, 4f), shape.Across, Soft);
        var fold = 1 + (0.10f * MathF.Sin(((x - shape.Middle) * 0.9f / shape.Across) + (0.3f * y / shape.Down)));
        var stripe = look.Stripes > 0 && ((y / (look.Stripes * shape.Across)) % 1) is > 0.5f or < -0.5f ? 0.72f : 1;
        Over(ref grey, ref opacity, look.Clothes * fold * stripe, MathF.Max(shoulders, trunk));

        var shadow = 0.68f + (0.25f * Brush.Smooth((y - shape.Chin) / (0.9f * shape.Down)));
        var side = (x - shape.Middle) / shape.Across;
        var neck = Brush.Box(x, y, shape.At(0, 1.45f), shape.Size(0.72f, 0.85f), 0.4f * shape.Across, Soft);
        Over(ref grey, ref opacity, skin * shadow * (1 - (0.25f * side * side)), neck);
        return (grey, opacity);
    }
}
