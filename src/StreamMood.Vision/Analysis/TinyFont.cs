namespace StreamMood.Vision.Analysis;

/// <summary>A 5 × 7 bitmap font for the labels of annotated pictures: lower-case letters, digits, and what else they use.</summary>
internal static class TinyFont
{
    /// <summary>Columns of a glyph; one empty column follows each.</summary>
    public const int GlyphWidth = 5;

    /// <summary>Rows of a glyph.</summary>
    public const int Height = 7;

    private const string Order = "abcdefghijklmnopqrstuvwxyz0123456789% .-";

    // Seven rows of five bits a glyph, the left column the highest bit.
    private static readonly byte[] Glyphs =
    [
        0, 0, 14, 1, 15, 17, 15, // a
        16, 16, 30, 17, 17, 17, 30, // b
        0, 0, 15, 16, 16, 16, 15, // c
        1, 1, 15, 17, 17, 17, 15, // d
        0, 0, 14, 17, 31, 16, 14, // e
        6, 8, 30, 8, 8, 8, 8, // f
        0, 0, 15, 17, 15, 1, 14, // g
        16, 16, 30, 17, 17, 17, 17, // h
        4, 0, 12, 4, 4, 4, 14, // i
        2, 0, 6, 2, 2, 18, 12, // j
        16, 16, 18, 20, 24, 20, 18, // k
        12, 4, 4, 4, 4, 4, 14, // l
        0, 0, 26, 21, 21, 21, 21, // m
        0, 0, 30, 17, 17, 17, 17, // n
        0, 0, 14, 17, 17, 17, 14, // o
        0, 0, 30, 17, 30, 16, 16, // p
        0, 0, 15, 17, 15, 1, 1, // q
        0, 0, 22, 25, 16, 16, 16, // r
        0, 0, 15, 16, 14, 1, 30, // s
        8, 8, 30, 8, 8, 8, 6, // t
        0, 0, 17, 17, 17, 17, 15, // u
        0, 0, 17, 17, 17, 10, 4, // v
        0, 0, 17, 21, 21, 21, 10, // w
        0, 0, 17, 10, 4, 10, 17, // x
        0, 0, 17, 17, 15, 1, 14, // y
        0, 0, 31, 2, 4, 8, 31, // z
        14, 17, 19, 21, 25, 17, 14, // 0
        4, 12, 4, 4, 4, 4, 14, // 1
        14, 17, 1, 6, 8, 16, 31, // 2
        14, 17, 1, 6, 1, 17, 14, // 3
        2, 6, 10, 18, 31, 2, 2, // 4
        31, 16, 30, 1, 1, 17, 14, // 5
        6, 8, 16, 30, 17, 17, 14, // 6
        31, 1, 2, 4, 8, 8, 8, // 7
        14, 17, 17, 14, 17, 17, 14, // 8
        14, 17, 17, 15, 1, 2, 12, // 9
        24, 25, 2, 4, 8, 19, 3, // %
        0, 0, 0, 0, 0, 0, 0, // space
        0, 0, 0, 0, 0, 12, 12, // .
        0, 0, 0, 31, 0, 0, 0, // -
    ];

    /// <summary>Columns that a text takes.</summary>
    public static int Width(string text) => text.Length * (GlyphWidth + 1) - 1;

    /// <summary>Whether a place of a glyph is inked; unknown characters are empty.</summary>
    public static bool IsSet(char c, int column, int row)
    {
        var glyph = Order.IndexOf(c);
        return glyph >= 0 && (Glyphs[glyph * Height + row] >> (GlyphWidth - 1 - column) & 1) != 0;
    }
}
