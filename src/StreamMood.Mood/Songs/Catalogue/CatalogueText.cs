using System.Globalization;
using System.Text;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>Fields of a catalogue as text and as numbers, from UTF-8 and without a string a number.</summary>
internal static class CatalogueText
{
    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>A field as text, without spaces around it.</summary>
    public static string Of(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field).Trim();

    /// <summary>
    /// Reads a number as <see cref="double.Parse(string)"/> does. Decimals of up to fifteen digits, which nearly all are, are one exact
    /// whole number over one exact power of ten, and so correctly rounded by the division (Clinger 1990).
    /// </summary>
    public static bool TryNumber(ReadOnlySpan<byte> field, out double value)
    {
        var digits = field.IsEmpty || field[0] != '-' ? field : field[1..];
        var (whole, decimals, point) = (0L, 0, false);
        foreach (var c in digits.Length <= 15 ? digits : default)
        {
            if (c == '.' && !point && digits.Length > 1)
                point = true;
            else if (c is >= (byte)'0' and <= (byte)'9')
                (whole, decimals) = (whole * 10 + (c - '0'), point ? decimals + 1 : 0);
            else
                return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        if (digits.Length is 0 or > 15)
            return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        value = whole / Powers[decimals];
        value = digits.Length < field.Length ? -value : value;
        return true;
    }
}
