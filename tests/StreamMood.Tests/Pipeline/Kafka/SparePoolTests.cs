using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class SparePoolTests
{
    [Fact]
    public void Take_SeveralThere_GivesTheLastGivenBack()
    {
        var pool = new SparePool<string>(10);
        Assert.Null(pool.Take());
        pool.Give("cold");
        pool.Give("warm");
        Assert.Equal(("warm", "cold", null), (pool.Take(), pool.Take(), pool.Take()));
    }

    [Fact]
    public void Give_MoreThanTheMost_KeepsNoMore()
    {
        var pool = new SparePool<object>(40);
        for (var i = 0; i < 100; i++)
            pool.Give(new object());
        Assert.Equal(40, pool.Count);
    }

    [Fact]
    public void Take_AfterABurst_LetsGoOfWhatLiesIdleAndKeepsWhatIsUsed()
    {
        var pool = new SparePool<object>(1000);
        var burst = Enumerable.Range(0, 800).Select(_ => new object()).ToArray();
        foreach (var item in burst)
            pool.Give(item);
        var kept = 800;
        for (var i = 0; i < 40_000; i++)
        {
            object[] inUse = [.. Enumerable.Range(0, 5).Select(_ => pool.Take() ?? new object())];
            foreach (var item in inUse)
                pool.Give(item);
            Assert.InRange(pool.Count, 5, kept);
            kept = pool.Count;
        }

        Assert.InRange(kept, 5, 6);
    }
}
