using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Imaging;

namespace StreamMood.Vision.Alignment;

/// <summary>
/// Cuts a face out of one plane of a picture, turned upright and scaled onto a template, as normalised floats. Beyond the edge
/// the picture's border repeats. Owns scratch; not thread safe.
/// </summary>
internal sealed class FaceWarp(CropShape crop)
{
    // A reduction by less than this is no reduction.
    private const float Tolerance = 0.05f;

    private readonly Picture _halved = new();
    private readonly Picture _spare = new();

    /// <summary>
    /// The transform from crop pixels to picture pixels for a face: by its landmarks, or by its box when the model wants that or
    /// the landmarks are degenerate.
    /// </summary>
    public Similarity Placement(in Landmarks landmarks, in Box box)
    {
        var side = 1f;
        if (crop.Template is { Points: var t })
        {
            var target = new Landmarks(At(t.RightEye), At(t.LeftEye), At(t.Nose), At(t.RightMouth), At(t.LeftMouth));
            if (Similarity.TryFit(landmarks, target, out var fit))
                return fit.Inverse();
        }
        else
        {
            side = crop.BoxSide;
        }

        var scale = side * MathF.Max(MathF.Max(box.Width, box.Height), 1) / crop.Size;
        return new Similarity(
            scale, 0, box.X + (box.Width - scale * crop.Size) / 2, box.Y + (box.Height - scale * crop.Size) / 2);

        Point At(Point p) => new(p.X * crop.Size, p.Y * crop.Size);
    }

    /// <summary>Fills one plane of a crop.</summary>
    /// <param name="picture">One byte a pixel.</param>
    /// <param name="toPicture">From crop pixels to picture pixels, both measured from the top-left corner.</param>
    /// <param name="pixels">The plane's mean and scale.</param>
    /// <param name="target">Side × side values.</param>
    public void Warp(Picture picture, Similarity toPicture, PixelScale pixels, Span<float> target)
    {
        // Halved until less than two pixels make one: the mean keeps fine texture from folding into false creases.
        var from = picture;
        if (toPicture.Scale >= 2)
            (from, toPicture) = Halve(picture, toPicture);
        // Then a sample every source pixel or denser.
        Sample(from, toPicture, toPicture.Scale > 1 + Tolerance ? 2 : 1, pixels, target);
    }

    // The part of the picture under the crop, reduced; and the way there.
    private (Picture Reduced, Similarity Map) Halve(Picture picture, Similarity map)
    {
        var (left, top, right, bottom) = Bounds(map);
        // A margin of two target pixels, so that the part's edge is never sampled where the picture goes on.
        var margin = 2 * map.Scale;
        var (x0, y0) = (Within(left - margin, picture.Width), Within(top - margin, picture.Height));
        var (width, height) = (Within(right + margin, picture.Width) + 1 - x0, Within(bottom + margin, picture.Height) + 1 - y0);
        map = map with { X = map.X - x0, Y = map.Y - y0 };
        var (from, to) = (picture, _halved);
        while (map.Scale >= 2)
        {
            to.Resize((width + 1) / 2, (height + 1) / 2, 1);
            for (var y = 0; y < to.Height; y++)
                Halving.ToBytes(
                    from.Row(y0 + 2 * y).Slice(x0, width), from.Row(y0 + Math.Min(2 * y + 1, height - 1)).Slice(x0, width), to.Row(y));
            map = new Similarity(map.A / 2, map.B / 2, map.X / 2, map.Y / 2);
            (x0, y0, width, height) = (0, 0, to.Width, to.Height);
            (from, to) = (to, to == _halved ? _spare : _halved);
        }

        return (from, map);

        static int Within(float at, int side) => (int)Math.Clamp(at, 0, side - 1);
    }

    private (float Left, float Top, float Right, float Bottom) Bounds(Similarity map)
    {
        ReadOnlySpan<Point> corners =
        [
            map.Apply(new Point(0, 0)), map.Apply(new Point(crop.Size, 0)),
            map.Apply(new Point(0, crop.Size)), map.Apply(new Point(crop.Size, crop.Size)),
        ];
        var (left, top, right, bottom) = (corners[0].X, corners[0].Y, corners[0].X, corners[0].Y);
        foreach (var c in corners)
            (left, top, right, bottom) = (MathF.Min(left, c.X), MathF.Min(top, c.Y), MathF.Max(right, c.X), MathF.Max(bottom, c.Y));
        return (left, top, right, bottom);
    }

    private unsafe void Sample(Picture picture, Similarity map, int samples, PixelScale scale, Span<float> target)
    {
        var size = crop.Size;
        // Pixel centres lie at halves; the grid of samples inside a pixel is centred on it.
        var step = 1f / samples;
        var (maxX, maxY) = (picture.Width - 1f, picture.Height - 1f);
        var factor = scale.Scale * step * step;
        var bias = -scale.Mean * scale.Scale;
        target.Clear();
        fixed (byte* pixels = picture.Padded)
        fixed (float* to = target)
        {
            for (var v = 0; v < size * samples; v++)
            {
                var cy = (v + 0.5f) * step;
                var row = to + v / samples * size;
                for (var u = 0; u < samples; u++)
                {
                    var cx = (u + 0.5f) * step;
                    var startX = map.A * cx - map.B * cy + map.X - 0.5f;
                    var startY = map.B * cx + map.A * cy + map.Y - 0.5f;
                    AddRow(pixels, picture.Width, maxX, maxY, startX, startY, map.A, map.B, row, size);
                }
            }

            for (var i = 0; i < target.Length; i++)
                to[i] = to[i] * factor + bias;
        }
    }

    // Adds to each pixel of a row one bilinear sample at (x + i dx, y + i dy).
    private static unsafe void AddRow(
        byte* pixels, int stride, float maxX, float maxY, float x, float y, float dx, float dy, float* to, int count)
    {
        var i = 0;
        if (Avx2.IsSupported)
        {
            var (lastX, lastY) = (Vector256.Create(maxX), Vector256.Create(maxY));
            var (bottom, width) = (Vector256.Create((int)maxY), Vector256.Create(stride));
            var (lowByte, one) = (Vector256.Create(0xFF), Vector256<int>.One);
            for (; i + 8 <= count; i += 8)
            {
                var at = Vector256.Create((float)i) + Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
                var sx = Vector256.Min(Vector256.Max(Vector256.Create(x) + at * dx, Vector256<float>.Zero), lastX);
                var sy = Vector256.Min(Vector256.Max(Vector256.Create(y) + at * dy, Vector256<float>.Zero), lastY);
                var (ix, iy) = (Vector256.ConvertToInt32(sx), Vector256.ConvertToInt32(sy));
                var (fx, fy) = (sx - Vector256.ConvertToSingle(ix), sy - Vector256.ConvertToSingle(iy));
                // Four bytes a gather: the pixel and its right neighbour are the lowest two; at the right edge fx is 0.
                var upper = Avx2.GatherVector256((int*)pixels, iy * width + ix, 1);
                var lower = Avx2.GatherVector256((int*)pixels, Vector256.Min(iy + one, bottom) * width + ix, 1);
                var top = Blend(upper, fx, lowByte);
                var value = top + (Blend(lower, fx, lowByte) - top) * fy;
                (Vector256.Load(to + i) + value).Store(to + i);
            }
        }

        for (; i < count; i++)
        {
            var (sx, sy) = (Math.Clamp(x + i * dx, 0, maxX), Math.Clamp(y + i * dy, 0, maxY));
            var (ix, iy) = ((int)sx, (int)sy);
            var (fx, fy) = (sx - ix, sy - iy);
            var upper = pixels + (long)iy * stride + ix;
            var lower = iy < maxY ? upper + stride : upper;
            var right = ix < maxX ? 1 : 0;
            var top = upper[0] + (upper[right] - upper[0]) * fx;
            var below = lower[0] + (lower[right] - lower[0]) * fx;
            to[i] += top + (below - top) * fy;
        }
    }

    private static Vector256<float> Blend(Vector256<int> pixels, Vector256<float> fx, Vector256<int> lowByte)
    {
        var left = Vector256.ConvertToSingle(pixels & lowByte);
        return left + (Vector256.ConvertToSingle((pixels >>> 8) & lowByte) - left) * fx;
    }
}
