using Microsoft.Extensions.Time.Testing;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Tests.Pipeline.Telemetry;

public sealed class RoleHealthTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void IsLive_LoopSilentForTooLong_IsFalseUntilItBeatsAgain()
    {
        var health = new RoleHealth("infer", _time);
        var loop = health.Loop("intake", TimeSpan.FromSeconds(30));
        loop.Beat();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.True(health.IsLive);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(health.IsLive);
        loop.Beat();
        Assert.True(health.IsLive);
    }

    [Fact]
    public void IsLive_LoopThatRests_StaysTrue()
    {
        var health = new RoleHealth("infer", _time);
        var loop = health.Loop("lane");
        loop.Beat();
        loop.Rest();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(health.IsLive);
    }

    [Fact]
    public void IsLive_StuckWhileTheBrokerIsAway_IsExcused()
    {
        var health = new RoleHealth("infer", _time);
        health.Loop("lane").Beat();
        var away = true;
        health.ExcuseWhile(() => away);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(health.IsLive);
        away = false;
        Assert.False(health.IsLive);
    }

    [Fact]
    public void IsReady_OneDependencyMissing_IsFalse()
    {
        var health = new RoleHealth("infer", _time);
        Assert.False(health.IsReady);
        health.DependsOn(() => new DependencyState("kafka", true, "reached"));
        Assert.True(health.IsReady);
        health.DependsOn(() => new DependencyState("models", false, "not loaded yet"));
        Assert.False(health.IsReady);
    }
}
