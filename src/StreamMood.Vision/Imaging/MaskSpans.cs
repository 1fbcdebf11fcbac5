namespace StreamMood.Vision.Imaging;

/// <summary>A corner of a mask, in fractions of the picture's width and height.</summary>
/// <param name="X">0 (left) to 1.</param>
/// <param name="Y">0 (top) to 1.</param>
internal readonly record struct MaskPoint(double X, double Y);

/// <summary>
/// Which pixels of a picture of one size lie under polygons: every pixel that a polygon touches at all, so that no sliver of
/// what is masked shows at an edge.
/// </summary>
internal sealed class MaskSpans
{
    // Pixels; what rounding may move an edge by. An edge on the boundary between two pixels touches both.
    private const double Touch = 1e-9;

    private readonly List<(int Row, int From, int To)> _spans = [];

    /// <param name="polygons">Three corners or more each; they may overlap and cross themselves (non-zero rule).</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public MaskSpans(IReadOnlyList<IReadOnlyList<MaskPoint>> polygons, int width, int height)
    {
        (Width, Height) = (width, height);
        var covered = new bool[width * height];
        foreach (var polygon in polygons)
        {
            (double X, double Y)[] corners = [.. polygon.Select(p => (p.X * width, p.Y * height))];
            FillInside(corners, covered);
            for (var i = 0; i < corners.Length; i++)
                CoverEdge(corners[i], corners[(i + 1) % corners.Length], covered);
        }

        for (var y = 0; y < height; y++)
            Collect(covered.AsSpan(y * width, width), y);
    }

    /// <summary>Pixels.</summary>
    public int Width { get; }

    /// <summary>Pixels.</summary>
    public int Height { get; }

    /// <summary>Blackens what is covered.</summary>
    /// <param name="picture">Of this size.</param>
    public void Burn(Picture picture)
    {
        if (picture.Width != Width || picture.Height != Height)
            throw new ArgumentException($"the mask is for {Width}x{Height}, the picture has {picture.Width}x{picture.Height}", nameof(picture));
        foreach (var (row, from, to) in _spans)
            picture.Row(row)[(from * picture.Channels)..(to * picture.Channels)].Clear();
    }

    // Pixels whose centre lies inside: the edges left of it wind round it.
    private void FillInside((double X, double Y)[] corners, bool[] covered)
    {
        var crossings = new List<(double X, int Turn)>();
        for (var y = 0; y < Height; y++)
        {
            crossings.Clear();
            var centre = y + 0.5;
            for (var i = 0; i < corners.Length; i++)
            {
                var (a, b) = (corners[i], corners[(i + 1) % corners.Length]);
                if (a.Y <= centre != b.Y <= centre)
                    crossings.Add((a.X + ((centre - a.Y) / (b.Y - a.Y) * (b.X - a.X)), a.Y < b.Y ? 1 : -1));
            }

            crossings.Sort();
            var winding = 0;
            for (var i = 0; i + 1 < crossings.Count; i++)
                if ((winding += crossings[i].Turn) != 0)
                    Cover(covered, y, crossings[i].X, crossings[i + 1].X);
        }
    }

    // Pixels that an edge passes through, row by row.
    private void CoverEdge((double X, double Y) a, (double X, double Y) b, bool[] covered)
    {
        var (top, bottom) = a.Y <= b.Y ? (a, b) : (b, a);
        for (var y = Math.Max(0, (int)Math.Floor(top.Y - Touch)); y < Height && y <= bottom.Y + Touch; y++)
        {
            var (from, to) = (At(top, bottom, Math.Clamp(y, top.Y, bottom.Y)), At(top, bottom, Math.Clamp(y + 1, top.Y, bottom.Y)));
            if (top.Y == bottom.Y)
                (from, to) = (a.X, b.X);
            Cover(covered, y, Math.Min(from, to), Math.Max(from, to));
        }
    }

    private static double At((double X, double Y) top, (double X, double Y) bottom, double y) =>
        top.Y == bottom.Y ? top.X : top.X + ((y - top.Y) / (bottom.Y - top.Y) * (bottom.X - top.X));

    private void Cover(bool[] covered, int row, double from, double to)
    {
        var first = Math.Clamp((int)Math.Floor(from - Touch), 0, Width);
        var last = Math.Clamp((int)Math.Floor(to + Touch) + 1, first, Width);
        covered.AsSpan(row * Width + first, last - first).Fill(true);
    }

    private void Collect(ReadOnlySpan<bool> row, int y)
    {
        for (var x = 0; x < row.Length;)
        {
            var from = row[x..].IndexOf(true);
            if (from < 0)
                return;
            var length = row[(x + from)..].IndexOf(false);
            var to = length < 0 ? row.Length : x + from + length;
            _spans.Add((y, x + from, to));
            x = to;
        }
    }
}
