using StreamMood.Contracts.Events;

namespace StreamMood.Vision.Alignment;

/// <summary>A rotation, uniform scale and shift: (x, y) → (a x − b y + tx, b x + a y + ty).</summary>
/// <param name="A">Scale × cosine.</param>
/// <param name="B">Scale × sine.</param>
/// <param name="X">Shift to the right.</param>
/// <param name="Y">Shift downwards.</param>
internal readonly record struct Similarity(float A, float B, float X, float Y)
{
    /// <summary>How much longer a line becomes.</summary>
    public float Scale => MathF.Sqrt(A * A + B * B);

    /// <summary>
    /// Takes the picture's points to the template's with the least squared error, measured on the template (Umeyama 1991,
    /// doi 10.1109/34.88573, which in the plane and without reflection has this closed form).
    /// </summary>
    /// <returns>False when the points fall together or are not finite.</returns>
    public static bool TryFit(in Landmarks from, in Landmarks to, out Similarity fit)
    {
        ReadOnlySpan<Point> p = [from.RightEye, from.LeftEye, from.Nose, from.RightMouth, from.LeftMouth];
        ReadOnlySpan<Point> q = [to.RightEye, to.LeftEye, to.Nose, to.RightMouth, to.LeftMouth];
        float px = 0, py = 0, qx = 0, qy = 0;
        for (var i = 0; i < 5; i++)
            (px, py, qx, qy) = (px + p[i].X / 5, py + p[i].Y / 5, qx + q[i].X / 5, qy + q[i].Y / 5);
        float spread = 0, along = 0, across = 0;
        for (var i = 0; i < 5; i++)
        {
            var (x, y, u, v) = (p[i].X - px, p[i].Y - py, q[i].X - qx, q[i].Y - qy);
            spread += x * x + y * y;
            along += x * u + y * v;
            across += x * v - y * u;
        }

        var (a, b) = (along / spread, across / spread);
        fit = new Similarity(a, b, qx - a * px + b * py, qy - b * px - a * py);
        return a * a + b * b > 1e-8f && float.IsFinite(fit.A + fit.B + fit.X + fit.Y);
    }

    /// <summary>The way back.</summary>
    public Similarity Inverse()
    {
        var square = A * A + B * B;
        var (a, b) = (A / square, -B / square);
        return new Similarity(a, b, -(a * X - b * Y), -(b * X + a * Y));
    }

    /// <summary>Where a point goes.</summary>
    public Point Apply(Point p) => new(A * p.X - B * p.Y + X, B * p.X + A * p.Y + Y);
}
