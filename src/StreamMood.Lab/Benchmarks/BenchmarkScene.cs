using StreamMood.Contracts.Events;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Synthesis;

namespace StreamMood.Lab.Benchmarks;

/// <summary>A 640 × 480 picture with generated faces at known places.</summary>
internal sealed class BenchmarkScene
{
    public const int Width = 640, Height = 480;

    private BenchmarkScene(Picture picture, DetectedFace[] faces)
    {
        Faces = faces;
        using var colour = new JpegEncoder();
        var bgr = new Picture();
        picture.ToBgr(bgr);
        // Cameras send colour, so the decoder must have chroma to skip.
        Jpeg = colour.EncodeBgr(bgr.Pixels, Width, Height, bgr.Stride, 85).ToArray();
    }

    public byte[] Jpeg { get; }

    public DetectedFace[] Faces { get; }

    public static BenchmarkScene Draw(FaceGenerator generator, int faces, int? seed = null)
    {
        var picture = new Picture();
        picture.Resize(Width, Height, 1);
        var noise = new Random(seed ?? faces);
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                picture.Row(y)[x] = (byte)(110 + x / 12 + 30 * Math.Sin(x / 53.0) * Math.Cos(y / 37.0) + noise.Next(8));
        var (columns, side) = faces == 1 ? (1, 240) : (2, 180);
        var places = new DetectedFace[faces];
        for (var i = 0; i < faces; i++)
        {
            var (cx, cy) = ((2 * (i % columns) + 1) * Width / (2 * columns), (2 * (i / columns) + 1) * Height / (2 * columns));
            places[i] = Paint(picture, Face(generator, noise), generator, cx - side / 2, cy - side / 2, side);
        }

        return new BenchmarkScene(picture, places);
    }

    private static byte[] Face(FaceGenerator generator, Random random)
    {
        var expression = new float[Emotions.Count];
        expression[random.Next(expression.Length)] = 1;
        var identity = new float[generator.IdentityLength];
        for (var i = 0; i < identity.Length; i++)
            identity[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        var face = new byte[generator.Size * generator.Size];
        generator.Generate(expression, identity, face);
        return face;
    }

    // Bilinear, faded out towards an ellipse, so that the square's edge is no feature of the picture.
    private static DetectedFace Paint(Picture picture, byte[] face, FaceGenerator generator, int left, int top, int side)
    {
        var size = generator.Size;
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
            {
                var (u, v) = (Math.Clamp((x + 0.5f) * size / side - 0.5f, 0, size - 1), Math.Clamp((y + 0.5f) * size / side - 0.5f, 0, size - 1));
                var (iu, iv) = (Math.Min((int)u, size - 2), Math.Min((int)v, size - 2));
                var (fu, fv) = (u - iu, v - iv);
                var upper = face[iv * size + iu] * (1 - fu) + face[iv * size + iu + 1] * fu;
                var lower = face[(iv + 1) * size + iu] * (1 - fu) + face[(iv + 1) * size + iu + 1] * fu;
                var (dx, dy) = ((x + 0.5f) / side - 0.5f, (y + 0.5f) / side - 0.5f);
                var cover = Math.Clamp((0.5f - MathF.Sqrt(dx * dx + dy * dy)) * 12, 0, 1);
                ref var pixel = ref picture.Row(top + y)[left + x];
                pixel = (byte)(pixel * (1 - cover) + (upper * (1 - fv) + lower * fv) * cover);
            }

        return Placed(generator.Template, left, top, side);
    }

    private static DetectedFace Placed(FaceTemplate template, int left, int top, int side)
    {
        var p = template.Points;
        return new DetectedFace(
            new Box(left + side * 0.2f, top + side * 0.15f, side * 0.6f, side * 0.75f), 1,
            new Landmarks(At(p.RightEye), At(p.LeftEye), At(p.Nose), At(p.RightMouth), At(p.LeftMouth)));

        Point At(Point point) => new(left + point.X * side, top + point.Y * side);
    }
}
