using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision;

/// <summary>Pictures made in code: smooth shapes that survive JPEG, bright squares that the test detector takes for faces.</summary>
internal static class TestPictures
{
    /// <summary>A file of the data beside the repository; without it the test skips.</summary>
    public static string Shared(string folder, string file)
    {
        var path = Repository.Data(folder) is { } found ? Path.Combine(found, file) : null;
        Skip.IfNot(File.Exists(path), $"needs ../shared/data/{folder}/{file} beside the repository");
        return path!;
    }

    /// <summary>A grey picture by formula.</summary>
    public static Picture Draw(int width, int height, Func<int, int, int> pixel)
    {
        var picture = new Picture();
        picture.Resize(width, height, 1);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                picture.Row(y)[x] = (byte)Math.Clamp(pixel(x, y), 0, 255);
        return picture;
    }

    /// <summary>Soft waves between 30 and 220.</summary>
    public static Picture Waves(int width, int height) =>
        Draw(width, height, (x, y) => (int)(125 + 60 * Math.Sin(x / 17.0) + 35 * Math.Cos(y / 23.0 + x / 41.0)));

    /// <summary>Black with white squares of the given side about the given centres.</summary>
    public static Picture Squares(int width, int height, int side, params (int X, int Y)[] centres) =>
        Draw(width, height, (x, y) => centres.Any(c => Math.Abs(x + 0.5 - c.X) < side / 2.0 && Math.Abs(y + 0.5 - c.Y) < side / 2.0) ? 255 : 0);

    public static byte[] Jpeg(Picture picture, int quality = 95)
    {
        using var encoder = new JpegEncoder();
        return picture.Channels == 1
            ? encoder.EncodeGray(picture.Pixels, picture.Width, picture.Height, picture.Stride, quality).ToArray()
            : encoder.EncodeBgr(picture.Pixels, picture.Width, picture.Height, picture.Stride, quality).ToArray();
    }

    /// <summary>A JPEG whose header claims another size.</summary>
    public static byte[] Claiming(byte[] jpeg, int width, int height)
    {
        var copy = jpeg.ToArray();
        var frame = copy.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        (copy[frame + 5], copy[frame + 6]) = ((byte)(height >> 8), (byte)height);
        (copy[frame + 7], copy[frame + 8]) = ((byte)(width >> 8), (byte)width);
        return copy;
    }
}
