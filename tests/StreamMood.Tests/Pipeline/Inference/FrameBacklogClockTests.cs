using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

/// <summary>The wall clock is put forward or back while frames wait; timestamps run on.</summary>
public sealed class FrameBacklogClockTests : IDisposable
{
    private readonly WorkBench _bench = new();
    private readonly Clock _clock = new();
    private readonly List<string> _skipped = [];
    private readonly FrameBacklog _backlog;

    public FrameBacklogClockTests() =>
        _backlog = new FrameBacklog(new InferenceOptions { MaxAge = TimeSpan.FromSeconds(2) }, w => _skipped.Add(Name(w)), _clock, _bench.Abort);

    public void Dispose()
    {
        _backlog.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void Take_ClockJumpsForward_OlderOnesAreSkippedAndCountedAndOverloadEnds()
    {
        Put("a/0", "a/1", "b/0");
        _clock.Jump(TimeSpan.FromHours(1));

        Assert.Equal(["a/1", "b/0"], TakeAll());
        Assert.Equal(["a/0"], _skipped);
        Assert.True(_backlog.IsOverloaded);
        AssertOverloadEnds();
    }

    [Fact]
    public void Take_ClockJumpsBack_FramesOfTheFutureGoOnInOrder()
    {
        Put("a/0", "a/1");
        _clock.Jump(-TimeSpan.FromHours(1));
        Put("a/2", "b/0");

        Assert.Equal(["a/0", "b/0", "a/1", "a/2"], TakeAll());
        Assert.Empty(_skipped);
        Assert.False(_backlog.IsOverloaded);
    }

    [Fact]
    public void Take_ClockJumpsBackDuringOverload_OverloadEnds()
    {
        Put("a/0");
        _clock.Run(TimeSpan.FromSeconds(1.5));
        Assert.Equal(["a/0"], TakeAll());
        Assert.True(_backlog.IsOverloaded);
        _clock.Jump(-TimeSpan.FromHours(1));

        AssertOverloadEnds();
    }

    // A load that can be met ends it, within two windows.
    private void AssertOverloadEnds()
    {
        var skipped = _skipped.Count;
        for (var i = 10; i < 55; i++)
        {
            _clock.Run(TimeSpan.FromMilliseconds(50));
            Put($"a/{i}");
            Assert.Equal([$"a/{i}"], TakeAll());
        }

        Assert.False(_backlog.IsOverloaded);
        Assert.Equal(skipped, _skipped.Count);
    }

    private void Put(params string[] names)
    {
        foreach (var name in names)
            Assert.True(_backlog.Put(_bench.Frame(name, _clock.GetUtcNow())));
    }

    private List<string> TakeAll()
    {
        var names = new List<string>();
        while (_backlog.Depth > 0)
        {
            Assert.True(_backlog.Take(out var work));
            names.Add(Name(work));
            _backlog.Done(work.Camera!);
        }

        return names;
    }

    private static string Name(FrameWork work) => $"{work.Id.Camera}/{work.Id.Sequence}";

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _run;
        private TimeSpan _jumped;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _run.Ticks;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero) + _run + _jumped;

        public void Run(TimeSpan by) => _run += by;

        public void Jump(TimeSpan by) => _jumped += by;
    }
}
