using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StreamMood.Mood.Songs.Catalogue;

namespace StreamMood.Tests.Mood.Songs;

public sealed class CatalogueTextTests
{
    /// <summary>Whatever stands in a field, it is the number that the runtime's parser reads, to the last bit, or none in both.</summary>
    [Property(MaxTest = 2000)]
    public Property TryNumber_AnyText_IsWhatTheRuntimeReads()
    {
        var digits = Gen.ListOf(Gen.Elements("0", "1", "5", "7", "9", "00", "12345")).Select(string.Concat);
        var number = from sign in Gen.Elements("", "", "-", "+")
                     from whole in digits
                     from point in Gen.Elements("", ".", "..")
                     from rest in digits
                     from end in Gen.Elements("", "", "", "e3", "e-7", "x", " ")
                     select sign + whole + point + rest + end;
        return Prop.ForAll(number.ToArbitrary(), text =>
        {
            var expected = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted);
            Assert.Equal(expected, CatalogueText.TryNumber(Encoding.UTF8.GetBytes(text), out var read));
            Assert.True(!expected || BitConverter.DoubleToInt64Bits(wanted) == BitConverter.DoubleToInt64Bits(read), $"'{text}' read as {read:R}, not {wanted:R}");
        });
    }
}
