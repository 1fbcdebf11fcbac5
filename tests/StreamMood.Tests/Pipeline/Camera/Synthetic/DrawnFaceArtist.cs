using System.Numerics;
using StreamMood.Pipeline.Camera.Synthetic;
using StreamMood.Vision.Alignment;

namespace StreamMood.Tests.Pipeline.Camera.Synthetic;

/// <summary>A face from a few ellipses, for tests that must not need a model: the mouth's curve and the brows follow the expression.</summary>
internal sealed class DrawnFaceArtist : IFaceArtist
{
    public int Calls { get; private set; }

    public int Size => 64;

    public int IdentityLength => 4;

    public FaceTemplate Template { get; } = FaceTemplate.From([0.35f, 0.42f, 0.65f, 0.42f, 0.5f, 0.57f, 0.38f, 0.72f, 0.62f, 0.72f]);

    public void Draw(ReadOnlySpan<float> expression, ReadOnlySpan<float> identity, Span<byte> face)
    {
        Calls++;
        var smile = expression[1] - expression[3];
        var open = expression[2] + expression[6];
        var brow = (0.04f * open) - (0.05f * expression[4]);
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
                face[(y * Size) + x] = (byte)Math.Clamp(Grey((x + 0.5f) / Size, (y + 0.5f) / Size, smile, open, brow) + (8 * identity[0]), 0, 255);
        }
    }

    public void Dispose()
    {
    }

    private static float Grey(float x, float y, float smile, float open, float brow)
    {
        var off = MathF.Abs(x - 0.5f);
        var grey = 165 - (60 * off) - (30 * MathF.Max(y - 0.75f, 0));
        grey = Over(grey, 120, x, y, new(0.5f, 0.56f), new(0.035f, 0.10f), 0.05f);
        grey = Over(grey, 90, x, y, new(0.5f, 0.61f), new(0.06f, 0.02f), 0.03f);
        foreach (var side in (ReadOnlySpan<float>)[-0.15f, 0.15f])
        {
            grey = Over(grey, 110, x, y, new(0.5f + side, 0.42f), new(0.085f, 0.06f), 0.05f);
            grey = Over(grey, 205, x, y, new(0.5f + side, 0.42f), new(0.06f, 0.025f + (0.02f * open)), 0.02f);
            grey = Over(grey, 35, x, y, new(0.5f + side, 0.42f), new(0.025f, 0.028f), 0.02f);
            grey = Over(grey, 60, x, y, new(0.5f + side, 0.33f - brow), new(0.09f, 0.014f), 0.02f);
        }

        var bend = smile * 0.9f * off * off;
        return Over(grey, 55, x, y + bend, new(0.5f, 0.72f), new(0.12f, 0.016f + (0.05f * open)), 0.02f);
    }

    private static float Over(float below, float grey, float x, float y, Vector2 centre, Vector2 radii, float softness) =>
        Brush.Mix(below, grey, Brush.Ellipse(x, y, centre, radii, softness));
}
