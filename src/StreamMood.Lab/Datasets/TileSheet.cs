using StreamMood.Contracts;
using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Datasets;

/// <summary>A PNG of equally large square grey tiles, 32 columns, unpacked on first use. Thread safe.</summary>
internal sealed class TileSheet
{
    public const int Columns = 32;

    private readonly Lazy<Picture> _picture;

    public TileSheet(string path, int side)
    {
        (Path, Side) = (path, side);
        _picture = new Lazy<Picture>(Unpack);
    }

    public string Path { get; }

    /// <summary>Side of a tile in pixels.</summary>
    public int Side { get; }

    /// <summary>Whether the sheet has this tile.</summary>
    /// <exception cref="UserErrorException">When the sheet cannot be read.</exception>
    public bool Has(int tile)
    {
        var picture = _picture.Value;
        return tile >= 0 && tile / Columns < picture.Height / Side;
    }

    public void Copy(int tile, Picture into)
    {
        var (x, y) = (tile % Columns * Side, tile / Columns * Side);
        into.Resize(Side, Side, 1);
        for (var row = 0; row < Side; row++)
            _picture.Value.Row(y + row).Slice(x, Side).CopyTo(into.Row(row));
    }

    private Picture Unpack()
    {
        var file = PictureFiles.Read(Path);
        var picture = new Picture();
        var status = PngReader.IsPng(file) ? PngReader.Read(file, 1, new PictureLimits(), picture) : FrameStatus.Corrupt;
        if (status != FrameStatus.Ok)
            throw new UserErrorException($"{Path}: not a readable PNG sheet of tiles: {status.Describe()}");
        if (picture.Width != Columns * Side || picture.Height % Side != 0)
            throw new UserErrorException($"{Path} is {picture.Width}x{picture.Height} pixels; expected {Columns} columns of {Side}x{Side} tiles");
        return picture;
    }
}

/// <summary>The sheets of one folder, each unpacked once.</summary>
internal sealed class TileSheets(string folder, int side)
{
    private readonly Dictionary<string, TileSheet> _sheets = new(StringComparer.Ordinal);

    /// <summary>The tile a row of a table points to; that it exists is checked when it is looked at.</summary>
    public FacePicture Tile(CsvRow row, string sheet, string tileColumn)
    {
        var tile = row.Int(tileColumn);
        if (!_sheets.TryGetValue(sheet, out var found))
        {
            var path = Path.Combine(folder, sheet);
            if (sheet.Length == 0 || sheet.AsSpan().IndexOfAny('/', '\\') >= 0 || !File.Exists(path))
                throw row.Refuse($"sheet '{sheet}' is not in {folder}");
            _sheets.Add(sheet, found = new TileSheet(path, side));
        }

        return new TilePicture(found, tile, row.Table.Path, row.Number);
    }
}
