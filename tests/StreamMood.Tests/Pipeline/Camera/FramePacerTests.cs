using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Pipeline.Camera;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class FramePacerTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(10)]
    [InlineData(29.97)]
    [InlineData(0.5)]
    public async Task WaitAsync_OverAMinute_KeepsTheRateWithoutDrift(double fps)
    {
        var pacer = new FramePacer(fps, TimeSpan.Zero, _time);
        var start = _time.GetUtcNow();
        var frames = 0;
        while (_time.GetUtcNow() - start < TimeSpan.FromMinutes(1))
        {
            var wait = pacer.WaitAsync(CancellationToken.None).AsTask();
            while (!wait.IsCompleted)
                _time.Advance(TimeSpan.FromMilliseconds(1));
            await wait;
            var late = (_time.GetUtcNow() - start).TotalSeconds - (frames / fps);
            Assert.InRange(late, -1e-6, 0.0021);
            frames++;
        }

        Assert.InRange(frames, Math.Floor(60 * fps), Math.Ceiling(60 * fps) + 1);
        Assert.Equal(0, pacer.Missed);
    }

    [Fact]
    public async Task WaitAsync_AfterALongPause_TakesOneFrameAndCountsTheRestAsMissed()
    {
        var pacer = new FramePacer(10, TimeSpan.Zero, _time);
        await pacer.WaitAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(1050));
        await pacer.WaitAsync(CancellationToken.None);
        Assert.Equal(9, pacer.Missed);
        var next = pacer.WaitAsync(CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        await next;
        Assert.Equal(9, pacer.Missed);
    }

    [Fact]
    public async Task WaitAsync_LateByLessThanATick_MissesNothing()
    {
        var pacer = new FramePacer(10, TimeSpan.Zero, _time);
        for (var i = 0; i < 20; i++)
        {
            await pacer.WaitAsync(CancellationToken.None);
            _time.Advance(TimeSpan.FromMilliseconds(i % 2 == 0 ? 190 : 10));
        }

        Assert.Equal(0, pacer.Missed);
    }

    [Fact]
    public async Task WaitAsync_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        var pacer = new FramePacer(1, TimeSpan.FromSeconds(1), _time);
        var wait = pacer.WaitAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Property]
    public void Allows_AnyArrivals_NeverPassesMoreThanTheRate(PositiveInt[] gaps)
    {
        const double Rate = 10;
        var limit = new RateLimit(Rate, _time);
        var start = _time.GetUtcNow();
        var passed = 0;
        foreach (var gap in gaps)
        {
            passed += limit.Allows() ? 1 : 0;
            Assert.True(passed <= (((_time.GetUtcNow() - start).TotalSeconds + 0.1) * Rate) + 1 + 1e-6);
            _time.Advance(TimeSpan.FromMilliseconds(gap.Get % 200));
        }
    }

    [Theory]
    [InlineData(10.0, 10, 600)]
    [InlineData(30.0, 10, 600)]
    [InlineData(12.0, 10, 600)]
    [InlineData(5.0, 10, 300)]
    public void Allows_SteadySource_PassesTheLesserRate(double source, double rate, int expected)
    {
        var limit = new RateLimit(rate, _time);
        var random = new Random(1);
        var passed = 0;
        var now = 0.0;
        for (var k = 0; k < 60 * source; k++)
        {
            var arrival = (k / source) + (random.NextDouble() * 0.02);
            _time.Advance(TimeSpan.FromSeconds(Math.Max(arrival - now, 0)));
            now = Math.Max(arrival, now);
            passed += limit.Allows() ? 1 : 0;
        }

        Assert.InRange(passed, expected * 0.985, expected * 1.01);
    }

    [Fact]
    public void Backoff_DeathAfterDeath_DoublesToHalfAMinuteAndStartsAnewWhenReset()
    {
        var backoff = new RestartBackoff(new Random(1));
        double[] longest = [0.5, 1, 2, 4, 8, 16, 30, 30];
        foreach (var most in longest)
            Assert.InRange(backoff.Next().TotalSeconds, most / 2, most);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.25, 0.5);
    }

    [Fact]
    public void FrameRate_SteadyFrames_IsTheirRateAndFallsToZero()
    {
        var rate = new FrameRate(_time);
        for (var i = 0; i < 60; i++)
        {
            rate.Mark();
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(10, rate.Value);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, rate.Value);
    }
}
