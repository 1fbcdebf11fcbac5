using System.Numerics;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>Draws a figure's head without face, and its body, as sprites; once a person.</summary>
internal sealed class FigurePainter(FigureShape shape, FigureLook look, SkinTone skin)
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

    // Rounder at the sides, shaded below the mouth.
    private float Skin(float x, float y)
    {
        var side = MathF.Max((MathF.Abs(x - shape.Middle) / shape.Across) - 0.85f, 0);
        var low = MathF.Max((y - shape.At(0, 1.35f).Y) / shape.Down, 0);
        return skin.At(x, y) * (1 - (0.5f * side) - (0.3f * low));
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
        var strand = Strand(x, y);
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

    // Falls from the crown, with a band of light around the top of the head.
    private float Strand(float x, float y)
    {
        var crown = shape.At(0.15f, -1.75f);
        var angle = MathF.Atan2(x - crown.X, y - crown.Y + (0.4f * shape.Down));
        var band = (y - shape.At(0, -1.25f).Y) / (0.35f * shape.Down);
        var fibre = (0.06f * MathF.Sin(angle * 61)) + (0.05f * MathF.Sin((angle * 23) + 1));
        return look.Hair * (1 + fibre + (0.35f * MathF.Exp(-band * band)));
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
        var throat = shape.At(0, 1.3f);
        var neck = MathF.Max(
            Brush.Box(x, y, throat, shape.Size(0.72f, 0.9f), 1, Soft),
            Brush.Ellipse(x, y, throat + shape.Size(0, 0.88f), shape.Size(0.82f, 0.45f), Soft));
        Over(ref grey, ref opacity, skin.Mean * shadow * (1 - (0.25f * side * side)), neck);
        return (grey, opacity);
    }
}
