using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

/// <summary>Frames that an operator published again, an hour old, among live ones.</summary>
public sealed class FrameBacklogReplayTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly WorkBench _bench = new();
    private readonly List<string> _skipped = [];
    private readonly FrameBacklog _backlog;

    public FrameBacklogReplayTests() =>
        _backlog = new FrameBacklog(new InferenceOptions { MaxAge = TimeSpan.FromSeconds(2) }, w => _skipped.Add(Name(w)), _bench.Time, _bench.Abort);

    public void Dispose()
    {
        _backlog.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void Take_ReplayOfALiveCamera_TakesTurnsAndBeginsNoOverload()
    {
        Replay("a/0", "a/1", "a/2");
        Put("a/10", "b/10", "a/11");

        Assert.Equal(["a/0", "a/10", "b/10", "a/1", "a/11", "a/2"], TakeAll());
        Assert.False(_backlog.IsOverloaded);
        Assert.Empty(_skipped);
    }

    [Fact]
    public void Take_OverloadByLiveFrames_ReplayKeepsItsNewestAndTakesNoLiveFramesPlace()
    {
        Replay("a/0", "a/1");
        Assert.True(_backlog.Put(_bench.Frame("b/10", _bench.Time.GetUtcNow().AddSeconds(-1.5))));
        Put("a/10");
        Replay("a/2", "a/3");

        Assert.True(_backlog.IsOverloaded);
        Assert.Equal(["a/3", "b/10", "a/10"], TakeAll());
        Assert.Equal(["a/0", "a/1", "a/2"], _skipped);
    }

    [Fact]
    public void Put_OldFrameThatMerelyLayInTheTopic_BeginsTheOverload()
    {
        Assert.True(_backlog.Put(_bench.Frame("a/0", _bench.Time.GetUtcNow() - Hour)));

        Assert.True(_backlog.IsOverloaded);
    }

    // It takes room, and live frames wait for it, until one of them is old: then the replay is left out and they go on.
    [Fact]
    public void Take_LongReplayBeforeALiveCamera_LiveFramesGrowOldAndEndIt()
    {
        Replay([.. Enumerable.Range(0, 100).Select(i => $"a/{i}")]);
        Put("b/0");
        Assert.Equal("a/0", Take());
        _bench.Time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Equal("b/0", Take());
        Assert.True(_backlog.IsOverloaded);
        Assert.Equal(["a/99"], TakeAll());
        Assert.Equal(98, _skipped.Count);
    }

    private void Put(params string[] names)
    {
        foreach (var name in names)
            Assert.True(_backlog.Put(_bench.Frame(name)));
    }

    private void Replay(params string[] names)
    {
        foreach (var name in names)
            Assert.True(_backlog.Put(_bench.Frame(name, _bench.Time.GetUtcNow() - Hour, replay: true)));
    }

    private string Take()
    {
        Assert.True(_backlog.Take(out var work));
        _backlog.Done(work.Camera!);
        return Name(work);
    }

    private List<string> TakeAll()
    {
        var names = new List<string>();
        while (_backlog.Depth > 0)
            names.Add(Take());
        return names;
    }

    private static string Name(FrameWork work) => $"{work.Id.Camera}/{work.Id.Sequence}";
}
