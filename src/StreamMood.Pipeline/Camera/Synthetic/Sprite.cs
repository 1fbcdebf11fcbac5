namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>A place, turn and size: a point (x, y) of a sprite goes to (A·x − B·y + X, B·x + A·y + Y) of the frame.</summary>
/// <param name="A">Scale times the cosine of the turn.</param>
/// <param name="B">Scale times the sine of the turn.</param>
/// <param name="X">Shift to the right.</param>
/// <param name="Y">Shift down.</param>
internal readonly record struct Similarity(float A, float B, float X, float Y)
{
    /// <summary>Turns by <paramref name="roll"/> radians, scales, and puts the sprite's <paramref name="pivot"/> at <paramref name="place"/>.</summary>
    public static Similarity Around(System.Numerics.Vector2 pivot, System.Numerics.Vector2 place, float scale, float roll)
    {
        var (sin, cos) = MathF.SinCos(roll);
        var (a, b) = (scale * cos, scale * sin);
        return new Similarity(a, b, place.X - (a * pivot.X) + (b * pivot.Y), place.Y - (b * pivot.X) - (a * pivot.Y));
    }
}

/// <summary>
/// A grey picture with transparency, drawn turned and scaled onto frames. A pixel holds its grey, already multiplied by its
/// opacity, in bits 16 to 23 and its opacity in bits 0 to 7, so that one multiplication blends both.
/// </summary>
internal sealed class Sprite(int width, int height)
{
    private const uint Channels = 0x00FF00FF;

    /// <summary>The pixels, rows from the top.</summary>
    public uint[] Pixels { get; } = new uint[width * height];

    /// <summary>Pixels a row.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>Packs a pixel.</summary>
    /// <param name="grey">0 to 255.</param>
    /// <param name="opacity">0 to 1.</param>
    public static uint Pack(float grey, float opacity) => ((uint)((grey * opacity) + 0.5f) << 16) | (uint)((opacity * 255) + 0.5f);

    /// <summary>Draws the sprite onto a frame.</summary>
    public void Draw(in Similarity place, Span<byte> frame, int frameWidth, int frameHeight)
    {
        var (left, top, right, bottom) = Bounds(place, frameWidth, frameHeight);

        // The way back from frame to sprite, in 16.16 fixed point.
        const float One = 65536;
        var size = (place.A * place.A) + (place.B * place.B);
        var (a, b) = (place.A / size, place.B / size);
        var (stepU, stepV) = ((int)(a * One), (int)(-b * One));
        for (var y = top; y < bottom; y++)
        {
            var (fromX, fromY) = (left - place.X, y - place.Y);
            var u = (int)(((a * fromX) + (b * fromY)) * One);
            var v = (int)(((a * fromY) - (b * fromX)) * One);
            DrawRow(frame.Slice((y * frameWidth) + left, right - left), u, v, stepU, stepV);
        }
    }

    private void DrawRow(Span<byte> row, int u, int v, int stepU, int stepV)
    {
        ReadOnlySpan<uint> pixels = Pixels;
        for (var x = 0; x < row.Length; x++, u += stepU, v += stepV)
        {
            var (column, line) = (u >> 16, v >> 16);
            if ((uint)column >= (uint)(width - 1) || (uint)line >= (uint)(height - 1))
                continue;
            var at = (line * width) + column;
            var (fu, fv) = ((uint)(u >> 8) & 0xFF, (uint)(v >> 8) & 0xFF);
            var above = Mix(pixels[at], pixels[at + 1], fu);
            var below = Mix(pixels[at + width], pixels[at + width + 1], fu);
            var mixed = Mix(above, below, fv);
            var opacity = mixed & 0xFF;
            if (opacity != 0)
                row[x] = (byte)((mixed >> 16) + ((row[x] * (255 - opacity) * 257 + 257) >> 16));
        }
    }

    private static uint Mix(uint one, uint two, uint share) => (((one * (256 - share)) + (two * share)) >> 8) & Channels;

    private (int Left, int Top, int Right, int Bottom) Bounds(in Similarity place, int frameWidth, int frameHeight)
    {
        // Of the four corners.
        var (ax, bx, ay, by) = (place.A * width, -place.B * height, place.B * width, place.A * height);
        var (x0, x1) = (place.X + MathF.Min(ax, 0) + MathF.Min(bx, 0), place.X + MathF.Max(ax, 0) + MathF.Max(bx, 0));
        var (y0, y1) = (place.Y + MathF.Min(ay, 0) + MathF.Min(by, 0), place.Y + MathF.Max(ay, 0) + MathF.Max(by, 0));
        return (
            Math.Clamp((int)x0, 0, frameWidth), Math.Clamp((int)y0, 0, frameHeight),
            Math.Clamp((int)MathF.Ceiling(x1) + 1, 0, frameWidth), Math.Clamp((int)MathF.Ceiling(y1) + 1, 0, frameHeight));
    }
}
