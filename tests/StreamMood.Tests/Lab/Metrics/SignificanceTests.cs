using StreamMood.Lab.Metrics;

namespace StreamMood.Tests.Lab.Metrics;

public sealed class SignificanceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Accuracy_Resampled_IsNearNumpysInterval(int set)
    {
        var expected = Reference.Of("bootstrap")[set];
        var (n, right) = (expected.GetProperty("n").GetInt32(), expected.GetProperty("right").GetInt32());
        var (low, high) = Bootstrap.Accuracy([.. Enumerable.Range(0, n).Select(i => i < right)]);
        // Both are random; 2,000 rounds leave about this much in the tails, in units of one sample.
        var tolerance = Math.Max(1.01 / n, 0.005);
        Assert.Equal(expected.Number("low"), low, tolerance);
        Assert.Equal(expected.Number("high"), high, tolerance);
    }

    [Fact]
    public void Accuracy_SameSeed_SameInterval()
    {
        bool[] correct = [.. Enumerable.Range(0, 50).Select(i => i % 3 > 0)];
        Assert.Equal(Bootstrap.Accuracy(correct, seed: 5), Bootstrap.Accuracy(correct, seed: 5));
    }

    [Fact]
    public void Accuracy_PicturesOfFewPeople_HasAWiderInterval()
    {
        bool[] correct = [.. Enumerable.Range(0, 400).Select(i => i / 20 % 2 == 0)];
        string?[] people = [.. Enumerable.Range(0, 400).Select(i => $"person {i / 20}")];
        var (low, high) = Bootstrap.Accuracy(correct);
        var (lowGrouped, highGrouped) = Bootstrap.Accuracy(correct, people);
        Assert.True(highGrouped - lowGrouped > 2 * (high - low));
    }

    [Fact]
    public void Difference_OfPairs_IsTheirMeanWithItsNormalInterval()
    {
        // 400 pairs, 60 gained and 20 lost: 0.1, and a standard error of sqrt((0.2 - 0.01) / 400).
        bool[] first = [.. Enumerable.Range(0, 400).Select(i => i < 260)], second = [.. Enumerable.Range(0, 400).Select(i => i is < 200 or >= 380)];
        var (difference, low, high) = Bootstrap.Difference(first, second);
        Assert.Equal(0.1, difference, 1e-12);
        Assert.Equal(0.1 - 1.96 * 0.0218, low, 0.004);
        Assert.Equal(0.1 + 1.96 * 0.0218, high, 0.004);
        Assert.Equal((0, 0, 0), Bootstrap.Difference(first, first));
        Assert.Throws<ArgumentException>(() => Bootstrap.Difference([true], []));
    }

    [Fact]
    public void McNemar_Counts_AreScipysExactBinomialTest()
    {
        foreach (var expected in Reference.Of("mcnemar"))
        {
            var test = new McNemar(expected.GetProperty("b").GetInt32(), expected.GetProperty("c").GetInt32());
            Assert.Equal(expected.Number("p"), test.P, 1e-9);
        }
    }

    [Fact]
    public void McNemar_SameAnswers_IsOne() => Assert.Equal(1, McNemar.Of([true, false], [true, false]).P);

    [Fact]
    public void McNemar_Text_NeverSaysNought()
    {
        Assert.Equal("p = 0.0625", new McNemar(5, 0).PText);
        Assert.Equal("p < 0.0001", new McNemar(300, 2).PText);
    }

    [Fact]
    public void McNemar_OfResults_CountsOnlyDisagreement()
    {
        var test = McNemar.Of([true, true, false, false, true], [true, false, true, false, false]);
        Assert.Equal(new McNemar(2, 1), test);
        Assert.Throws<ArgumentException>(() => McNemar.Of([true], []));
    }
}
