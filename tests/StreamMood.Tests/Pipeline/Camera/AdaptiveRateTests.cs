using Microsoft.Extensions.Time.Testing;
using StreamMood.Pipeline.Camera;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class AdaptiveRateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Passes_WorkerKeepsUp_LetsAllPass()
    {
        var rate = new AdaptiveRate(0.1, _time);
        for (var i = 0; i < 100; i++)
            Assert.True(rate.Passes());
    }

    [Fact]
    public void Behind_AgainAndAgain_HalvesEveryThreeSecondsDownToTheFloor()
    {
        var rate = new AdaptiveRate(0.1, _time);
        var shares = new List<double>();
        for (var i = 0; i < 18; i++)
        {
            rate.Behind();
            shares.Add(rate.Share);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.1], shares.Take(10));
        Assert.All(shares.Skip(10), s => Assert.Equal(0.1, s));
    }

    [Fact]
    public void Share_WorkerSilentAgain_RisesSlowlyToAll()
    {
        var rate = new AdaptiveRate(0.1, _time);
        rate.Behind();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0.5, rate.Share, 9);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0.7, rate.Share, 9);
        rate.Behind();
        Assert.Equal(0.35, rate.Share, 9);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(1, rate.Share);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.25)]
    [InlineData(0.1)]
    public void Passes_LoweredRate_SpreadsFramesEvenly(double floor)
    {
        var rate = new AdaptiveRate(floor, _time);
        while (rate.Share > floor)
        {
            rate.Behind();
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        var passed = Enumerable.Range(0, 200).Where(_ => rate.Passes()).ToArray();
        Assert.Equal(200 * floor, passed.Length);
        Assert.All(passed.Zip(passed.Skip(1), (a, b) => b - a), gap => Assert.Equal(1 / floor, gap));
    }

    [Fact]
    public void Behind_CameraAtOrBelowTheFloor_StaysAsItIs()
    {
        var rate = new AdaptiveRate(2, _time);
        rate.Behind();
        Assert.Equal(1, rate.Share);
        Assert.True(rate.Passes());
    }

    // Two senders and a worker that takes less than they offer: whatever they begin with, they come to nearly equal shares.
    [Fact]
    public void TwoCamerasOverCapacity_ComeToNearlyEqualShares()
    {
        AdaptiveRate early = new(0.01, _time), late = new(0.01, _time);
        for (var i = 0; i < 4; i++)
        {
            early.Behind();
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        var apart = new List<double>();
        for (var second = 0; second < 600; second++)
        {
            if (early.Share + late.Share > 0.9)
            {
                early.Behind();
                late.Behind();
            }

            apart.Add(Math.Abs(early.Share - late.Share));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(apart[0] > 0.2);
        Assert.True(apart[^1] < 0.01, $"{apart[^1]} apart");
    }
}
