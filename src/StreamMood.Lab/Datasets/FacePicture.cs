using StreamMood.Contracts;
using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Datasets;

/// <summary>Where the pixels of a labelled face come from.</summary>
internal abstract record FacePicture
{
    /// <summary>Reads the picture at full size.</summary>
    /// <param name="decoder">The calling thread's decoder.</param>
    /// <param name="channels">1 for grey; 3 for colour, where there is any.</param>
    /// <param name="into">Takes the pixels.</param>
    /// <exception cref="UserErrorException">When it cannot be read.</exception>
    public abstract void Read(JpegDecoder decoder, int channels, Picture into);
}

/// <summary>A tile of a sheet, named by a row of a table.</summary>
internal sealed record TilePicture(TileSheet Sheet, int Tile, string Table, int Row) : FacePicture
{
    public override void Read(JpegDecoder decoder, int channels, Picture into)
    {
        if (!Sheet.Has(Tile))
            throw new UserErrorException($"{Table} row {Row}: {Sheet.Path} has no tile {Tile}");
        Sheet.Copy(Tile, into);
    }
}

/// <summary>A JPEG or PNG file.</summary>
internal sealed record FilePicture(string Path) : FacePicture
{
    public override void Read(JpegDecoder decoder, int channels, Picture into) =>
        PictureFiles.Decode(Path, PictureFiles.Read(Path), decoder, channels, 0, into);
}

/// <summary>Reads picture files; what cannot be read is refused by name.</summary>
internal static class PictureFiles
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];
    private static readonly PictureLimits Limits = new();

    public static bool IsPicture(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Decodes as the worker does; see <see cref="JpegDecoder.Decode"/> for the parameters.</summary>
    /// <returns>Width and height before any reduction.</returns>
    public static (int Width, int Height) Decode(string name, byte[] bytes, JpegDecoder decoder, int channels, int enoughSide, Picture into)
    {
        var png = PngReader.IsPng(bytes);
        var status = png ? PngReader.Read(bytes, channels, Limits, into) : decoder.Decode(bytes, channels, enoughSide, into);
        if (status != FrameStatus.Ok)
            throw new UserErrorException($"{name}: {status.Describe()}");
        return png ? (into.Width, into.Height) : decoder.SourceSize;
    }
}
