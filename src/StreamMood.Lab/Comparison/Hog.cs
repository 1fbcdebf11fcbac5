namespace StreamMood.Lab.Comparison;

/// <summary>
/// Histograms of oriented gradients (Dalal and Triggs 2005, doi 10.1109/CVPR.2005.177) of a 48 × 48 grey face: cells of 8 × 8
/// pixels, nine unsigned directions, blocks of 2 × 2 cells normalised by L2-Hys, 900 values.
/// </summary>
internal static class Hog
{
    /// <summary>Side of the picture in pixels.</summary>
    public const int Side = 48;

    /// <summary>Values of a description.</summary>
    public const int Length = Blocks * Blocks * 4 * Directions;

    private const int Cell = 8, Cells = Side / Cell, Blocks = Cells - 1, Directions = 9;
    private const float Clip = 0.2f;

    /// <summary>Describes one face.</summary>
    /// <param name="face">Side × Side pixels.</param>
    /// <param name="into"><see cref="Length"/> values, 0 to 1.</param>
    public static void Describe(ReadOnlySpan<float> face, Span<float> into)
    {
        Span<float> cells = stackalloc float[Cells * Cells * Directions];
        cells.Clear();
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                Vote(face, x, y, cells);
        Span<float> block = stackalloc float[4 * Directions];
        for (var by = 0; by < Blocks; by++)
            for (var bx = 0; bx < Blocks; bx++)
            {
                for (var c = 0; c < 4; c++)
                    cells.Slice(((by + c / 2) * Cells + bx + c % 2) * Directions, Directions).CopyTo(block[(c * Directions)..]);
                Normalise(block);
                foreach (ref var value in block)
                    value = MathF.Min(value, Clip);
                Normalise(block);
                block.CopyTo(into[((by * Blocks + bx) * block.Length)..]);
            }
    }

    // Shared between the two nearest directions and the four nearest cells.
    private static void Vote(ReadOnlySpan<float> face, int x, int y, Span<float> cells)
    {
        var dx = At(face, x + 1, y) - At(face, x - 1, y);
        var dy = At(face, x, y + 1) - At(face, x, y - 1);
        var strength = MathF.Sqrt(dx * dx + dy * dy);
        if (strength <= 0)
            return;
        var angle = MathF.Atan2(dy, dx);
        var direction = (angle < 0 ? angle + MathF.PI : angle) / MathF.PI * Directions - 0.5f;
        var (d0, fd) = Split(direction);
        var (x0, fx) = Split((x + 0.5f) / Cell - 0.5f);
        var (y0, fy) = Split((y + 0.5f) / Cell - 0.5f);
        for (var i = 0; i < 8; i++)
        {
            var (cx, cy, d) = (x0 + (i & 1), y0 + (i >> 1 & 1), d0 + (i >> 2));
            if (cx is < 0 or >= Cells || cy is < 0 or >= Cells)
                continue;
            var weight = ((i & 1) == 0 ? 1 - fx : fx) * ((i & 2) == 0 ? 1 - fy : fy) * ((i & 4) == 0 ? 1 - fd : fd);
            cells[(cy * Cells + cx) * Directions + (d + Directions) % Directions] += strength * weight;
        }
    }

    private static (int Whole, float Part) Split(float value)
    {
        var whole = (int)MathF.Floor(value);
        return (whole, value - whole);
    }

    private static float At(ReadOnlySpan<float> face, int x, int y) => face[Math.Clamp(y, 0, Side - 1) * Side + Math.Clamp(x, 0, Side - 1)];

    private static void Normalise(Span<float> values)
    {
        var sum = 1e-4f;
        foreach (var value in values)
            sum += value * value;
        var scale = 1 / MathF.Sqrt(sum);
        foreach (ref var value in values)
            value *= scale;
    }
}
