using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class FrameBacklogTests : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);
    private static readonly FakeTimeProvider Time = new(); // stands still: no frame grows old while the machine is busy

    private readonly FrameWork.FrameWorkPool _pool = new((_, _) => { });
    private readonly AssignedPartition _partition = new(new TopicPartition("t", 0));
    private readonly CameraTable _cameras = new(TimeProvider.System);
    private readonly CancellationTokenSource _abort = new();
    private readonly List<string> _skipped = [];

    public void Dispose() => _abort.Dispose();

    [Fact]
    public void Take_ManyCameras_TakesTurns()
    {
        using var backlog = Backlog();
        foreach (var frame in (string[])["a/0", "a/1", "a/2", "b/0", "c/0"])
            backlog.Put(Frame(frame));

        Assert.Equal(["a/0", "b/0", "c/0", "a/1", "a/2"], TakeAll(backlog));
        Assert.Empty(_skipped);
    }

    [Fact]
    public async Task Take_CameraIsInALane_ItsNextFrameWaits()
    {
        using var backlog = Backlog();
        backlog.Put(Frame("a/0"));
        backlog.Put(Frame("a/1"));
        backlog.Put(Frame("b/0"));
        Assert.True(backlog.Take(out var first));
        Assert.True(backlog.Take(out var other));
        Assert.Equal("b", other.Id.Camera);
        var third = Task.Run(() => backlog.Take(out var work) ? Name(work) : null);
        Assert.False(third.IsCompleted);

        backlog.Done(first.Camera!);

        Assert.Equal("a/1", await third.WaitAsync(Wait));
    }

    [Fact]
    public void Take_FrameWaitedTooLong_EachCamerasNewestGoesFirst()
    {
        using var backlog = Backlog();
        backlog.Put(Frame("a/0", age: MaxAge * 0.75));
        backlog.Put(Frame("a/1"));
        backlog.Put(Frame("b/0"));
        backlog.Put(Frame("b/1"));
        backlog.Put(Frame("a/2"));

        Assert.True(backlog.IsOverloaded);
        Assert.Equal(["a/2", "b/1"], TakeAll(backlog));
        Assert.Equal(["a/0", "a/1", "b/0"], _skipped.Order());
    }

    [Fact]
    public void Put_Overloaded_NeverWaitsAndKeepsOneFrameACamera()
    {
        using var backlog = Backlog(maxWaiting: 2);
        backlog.Put(Frame("a/0", age: MaxAge * 0.75));
        for (var i = 1; i < 1000; i++)
            Assert.True(backlog.Put(Frame($"a/{i}")));
        for (var i = 0; i < 3; i++)
            Assert.True(backlog.Put(Frame($"b{i}/0")));

        Assert.Equal(4, backlog.Depth);
        Assert.Equal(999, _skipped.Count);
    }

    // One camera sends thirty times as many frames as each of the others.
    [Fact]
    public void Take_OverloadedByOneCamera_OthersGetTheSameShare()
    {
        using var backlog = Backlog();
        backlog.Put(Frame("fast/0", age: MaxAge * 0.75));
        var taken = new Dictionary<string, int>();
        for (var round = 0; round < 100; round++)
        {
            for (var i = 0; i < 30; i++)
                backlog.Put(Frame($"fast/{round * 30 + i + 1}"));
            for (var camera = 0; camera < 4; camera++)
                backlog.Put(Frame($"slow{camera}/{round}"));
            for (var i = 0; i < 5 && backlog.Depth > 0; i++)
            {
                backlog.Take(out var work);
                taken[work.Id.Camera] = taken.GetValueOrDefault(work.Id.Camera) + 1;
                backlog.Done(work.Camera!);
            }
        }

        Assert.Equal(5, taken.Count);
        Assert.All(taken.Values, count => Assert.Equal(100, count));
        Assert.All(_skipped, frame => Assert.StartsWith("fast/", frame, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Put_Full_WaitsForRoom()
    {
        using var backlog = Backlog(maxWaiting: 1);
        backlog.Put(Frame("a/0"));
        var put = Task.Run(() => backlog.Put(Frame("b/0")));
        Assert.False(put.IsCompleted);

        backlog.Take(out _);

        Assert.True(await put.WaitAsync(Wait));
        Assert.Equal(1, backlog.Depth);
        Assert.Empty(_skipped);
    }

    [Fact]
    public async Task Put_FullAndAborted_IsNotTaken()
    {
        using var backlog = Backlog(maxWaiting: 1);
        backlog.Put(Frame("a/0"));
        var put = Task.Run(() => backlog.Put(Frame("b/0")));

        await _abort.CancelAsync();

        Assert.False(await put.WaitAsync(Wait));
    }

    [Fact]
    public void Put_FullByBytesAndOverloaded_ANewerFrameTakesItsCamerasPlace()
    {
        using var backlog = Backlog(maxWaiting: 1024);
        backlog.Put(Frame("z/0", age: MaxAge * 0.75));
        backlog.Put(Frame("a/0", bytes: 500_000));
        for (var i = 0; i < 100; i++)
            backlog.Put(Frame($"b{i}/0", bytes: 700_000));
        backlog.Put(Frame("a/1", bytes: 500_000));

        Assert.Contains("a/0", _skipped);
        Assert.Contains("b99/0", _skipped);
        Assert.Contains("a/1", TakeAll(backlog));
    }

    [Fact]
    public void Settle_NoMoreFramesCome_OverloadEnds()
    {
        var time = new FakeTimeProvider();
        using var backlog = new FrameBacklog(new InferenceOptions { MaxAge = MaxAge }, w => _skipped.Add(Name(w)), time, _abort.Token);
        var work = Frame("a/0");
        work.CapturedAt = time.GetUtcNow() - MaxAge * 0.75;
        backlog.Put(work);
        backlog.Settle();
        Assert.True(backlog.IsOverloaded);
        Assert.True(backlog.Take(out work));
        backlog.Done(work.Camera!);
        backlog.Settle();
        Assert.True(backlog.IsOverloaded);

        time.Advance(TimeSpan.FromSeconds(1));
        backlog.Settle();

        Assert.False(backlog.IsOverloaded);
    }

    [Fact]
    public void HasPlenty_OverloadedWithWorkForEachLane_OnlyThen()
    {
        using var backlog = new FrameBacklog(
            new InferenceOptions { MaxAge = MaxAge, Lanes = 2 }, w => _skipped.Add(Name(w)), Time, _abort.Token);
        for (var i = 0; i < 31; i++)
            backlog.Put(Frame($"c{i}/0"));
        backlog.Put(Frame("d/0"));
        Assert.False(backlog.HasPlenty); // not overloaded

        backlog.Put(Frame("e/0", age: MaxAge * 0.75));

        Assert.True(backlog.HasPlenty);
        Assert.True(backlog.Take(out _));
        Assert.True(backlog.Take(out _));
        Assert.False(backlog.HasPlenty);
    }

    private FrameBacklog Backlog(int maxWaiting = 128) => new(
        new InferenceOptions { MaxAge = MaxAge, MaxWaiting = maxWaiting }, w => _skipped.Add(Name(w)), Time, _abort.Token);

    private FrameWork Frame(string name, TimeSpan age = default, int bytes = 1)
    {
        var (camera, sequence) = (name.Split('/')[0], long.Parse(name.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture));
        var work = _pool.Rent(_partition, sequence, PooledBytes.Copy(new byte[bytes]));
        work.Id = new FrameId(camera, 1, sequence);
        work.CapturedAt = Time.GetUtcNow() - age;
        work.Camera = _cameras.Of(camera, _partition);
        return work;
    }

    private static List<string> TakeAll(FrameBacklog backlog)
    {
        var names = new List<string>();
        backlog.Complete();
        while (backlog.Take(out var work))
        {
            names.Add(Name(work));
            backlog.Done(work.Camera!);
        }

        return names;
    }

    private static string Name(FrameWork work) => FormattableString.Invariant($"{work.Id.Camera}/{work.Id.Sequence}");
}
