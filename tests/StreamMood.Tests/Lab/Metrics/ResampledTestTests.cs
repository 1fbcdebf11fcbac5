using StreamMood.Lab.Metrics;

namespace StreamMood.Tests.Lab.Metrics;

public sealed class ResampledTestTests
{
    /// <summary>Values by hand: mean 0.02, variance 2.5e-4 over 5 splits, error √((1/5 + 1/9) 2.5e-4), SciPy's t.sf for p.</summary>
    [Fact]
    public void Of_FiveDifferences_HasTheCorrectedVariance()
    {
        var test = ResampledTest.Of([0, 0.01, 0.02, 0.03, 0.04], 1.0 / 9);
        Assert.Equal(0.02, test.Mean, 12);
        Assert.Equal(Math.Sqrt(2.5e-4), test.Deviation, 12);
        Assert.Equal(0.02 / Math.Sqrt((0.2 + 1.0 / 9) * 2.5e-4), test.T, 9);
        Assert.Equal(0.0859375, test.P, 7);
        Assert.Equal(test.High - test.Mean, test.Mean - test.Low, 12);
    }

    [Fact]
    public void Of_NoDifference_HasNoEvidence() => Assert.Equal(1, ResampledTest.Of([0, 0, 0], 0.1).P);
}
