using System.Globalization;
using System.Text;
using StreamMood.Pipeline.Recommender;

namespace StreamMood.Tests.Pipeline.Recommender;

public sealed class PlainNumberTests
{
    private const string Behind = ",\"quality\":0.7878}";

    [Fact]
    public void Read_EveryFourDecimals_IsTheNearestFloat()
    {
        for (var i = -20_000; i <= 20_000; i++)
            AssertRead((i / 10_000m).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Read_AnyDigitsAndPlaceOfThePoint_IsTheNearestFloat()
    {
        var random = new Random(5);
        for (var i = 0; i < 50_000; i++)
        {
            var digits = random.Next(1, PlainNumber.MostDigits + 1);
            var number = random.Next((int)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture);
            var fraction = random.Next(0, PlainNumber.MostDigits - number.Length + 1);
            if (fraction > 0)
                number += "." + random.Next((int)Math.Pow(10, fraction)).ToString(CultureInfo.InvariantCulture).PadLeft(fraction, '0');
            AssertRead(random.Next(2) == 0 ? number : "-" + number);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("01")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1e3")]
    [InlineData("1.5E3")]
    [InlineData("+1")]
    [InlineData("12345678")]
    [InlineData("1.12345678")]
    [InlineData("null")]
    public void Read_AnythingElse_IsLeftToOthers(string text)
    {
        Assert.Equal(0, PlainNumber.Read(Encoding.ASCII.GetBytes(text + Behind), out _));
        Assert.Equal(0, PlainNumber.Skip(Encoding.ASCII.GetBytes(text + Behind)));
    }

    [Fact]
    public void Read_WithLittleBehindIt_IsLeftToOthers()
    {
        var json = Encoding.ASCII.GetBytes("0.5,0.25,0.125,0.5");
        for (var length = 0; length < json.Length; length++)
            Assert.Equal(0, PlainNumber.Read(json.AsSpan(0, length), out _));
        Assert.Equal(3, PlainNumber.Read(json, out _));
    }

    private static void AssertRead(string text)
    {
        var json = Encoding.ASCII.GetBytes(text + Behind);
        Assert.Equal(text.Length, PlainNumber.Read(json, out var number));
        Assert.Equal(float.Parse(text, CultureInfo.InvariantCulture), number);
        Assert.Equal(text.Length, PlainNumber.Skip(json));
    }
}
