using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class StageQueueTests
{
    [Fact]
    public void Take_Completed_GivesWhatIsLeftThenNothing()
    {
        var queue = new StageQueue<int>(4);
        queue.Put(1, CancellationToken.None);
        queue.Put(2, CancellationToken.None);
        queue.Complete();

        Assert.True(queue.Take(out var first));
        Assert.True(queue.Take(out var second));
        Assert.False(queue.Take(out _));
        Assert.Equal((1, 2), (first, second));
        Assert.False(queue.Put(3, CancellationToken.None));
    }

    [Fact]
    public void Take_NothingComes_EndsAfterTheWaitAndStillGetsTheNext()
    {
        var queue = new StageQueue<int>(4);

        Assert.False(queue.Take(TimeSpan.FromMilliseconds(1), out _));
        Assert.False(queue.Take(TimeSpan.Zero, out _));
        queue.Put(5, CancellationToken.None);
        Assert.True(queue.Take(TimeSpan.FromSeconds(10), out var item));
        Assert.Equal(5, item);
    }

    [Fact]
    public async Task Put_Full_WaitsForRoomAndGivesUpWhenCancelled()
    {
        var queue = new StageQueue<int>(1);
        queue.Put(1, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var waiting = Task.Run(() => queue.Put(2, cancel.Token));
        queue.Take(out _);
        Assert.True(await waiting);

        var givenUp = Task.Run(() => queue.Put(3, cancel.Token));
        await cancel.CancelAsync();
        Assert.False(await givenUp);
        Assert.Equal(1, queue.Depth);
    }

    [Fact]
    public async Task PutAndTake_ManyWriters_LoseNothing()
    {
        const int writers = 4, items = 5000;
        var queue = new StageQueue<int>(8);
        var sum = Task.Run(() =>
        {
            long total = 0;
            while (queue.Take(out var item))
                total += item;
            return total;
        });

        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() =>
        {
            for (var i = 1; i <= items; i++)
                queue.Put(i, CancellationToken.None);
        })));
        queue.Complete();

        Assert.Equal(writers * (long)items * (items + 1) / 2, await sum);
    }
}
