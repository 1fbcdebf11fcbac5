using StreamMood.Vision.Imaging;

namespace StreamMood.Vision.Analysis;

/// <summary>Draws with one colour on a colour picture; what lies outside is cut off.</summary>
internal readonly struct Canvas(Picture picture, (byte Blue, byte Green, byte Red) colour)
{
    /// <summary>A rectangle's outline, <paramref name="width"/> pixels wide, growing inwards.</summary>
    public void Frame(int left, int top, int right, int bottom, int width)
    {
        Fill(left, top, right, top + width);
        Fill(left, bottom - width, right, bottom);
        Fill(left, top, left + width, bottom);
        Fill(right - width, top, right, bottom);
    }

    /// <summary>A small square about a point, with a dark rim that shows on any skin.</summary>
    public void Dot(int x, int y, int radius)
    {
        new Canvas(picture, (0, 0, 0)).Fill(x - radius - 1, y - radius - 1, x + radius + 2, y + radius + 2);
        Fill(x - radius, y - radius, x + radius + 1, y + radius + 1);
    }

    /// <summary>Dark text on a field of the colour.</summary>
    public void Label(int left, int top, string text, int unit)
    {
        left = Math.Max(0, Math.Min(left, picture.Width - TinyFont.Width(text) * unit - 2 * unit));
        Fill(left, top, left + (TinyFont.Width(text) + 2) * unit, top + (TinyFont.Height + 2) * unit);
        var ink = new Canvas(picture, (0, 0, 0));
        var x = left + unit;
        foreach (var c in text)
        {
            for (var row = 0; row < TinyFont.Height; row++)
                for (var column = 0; column < TinyFont.GlyphWidth; column++)
                    if (TinyFont.IsSet(c, column, row))
                        ink.Fill(x + column * unit, top + (row + 1) * unit, x + (column + 1) * unit, top + (row + 2) * unit);
            x += (TinyFont.GlyphWidth + 1) * unit;
        }
    }

    /// <summary>A filled rectangle; right and bottom are not part of it.</summary>
    public void Fill(int left, int top, int right, int bottom)
    {
        (left, right) = (Math.Clamp(left, 0, picture.Width), Math.Clamp(right, 0, picture.Width));
        (top, bottom) = (Math.Clamp(top, 0, picture.Height), Math.Clamp(bottom, 0, picture.Height));
        for (var y = top; y < bottom; y++)
        {
            var row = picture.Row(y);
            for (var x = left; x < right; x++)
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = colour;
        }
    }
}
