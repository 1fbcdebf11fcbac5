using StreamMood.Pipeline.Inference;
using StreamMood.Vision;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class InferenceLaneTests : IDisposable
{
    private readonly WorkBench _bench = new();
    private readonly List<string> _looked = [];
    private readonly EmotionStage _next;

    public InferenceLaneTests() => _next = _bench.Stage();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Run_RuntimeRefusesTwice_FrameGoesOnWithoutADeadLetter()
    {
        Run(_ => _looked.Count < 3 ? throw WorkBench.RuntimeFailure : FrameStatus.Ok, "a/0");

        Assert.Equal(["a/0", "a/0", "a/0"], _looked);
        Assert.Equal(["a/0"], GoneOn());
        Assert.Empty(_bench.Producer.Sent);
        Assert.Equal(1, _bench.Metrics.InFlight);
    }

    [Fact]
    public void Run_RuntimeRefusesAlways_IsBuriedAfterThreeAttempts()
    {
        Run(work => work.Id.Sequence == 0 ? throw WorkBench.RuntimeFailure : FrameStatus.Ok, "a/0", "a/1");

        Assert.Equal(["a/0", "a/0", "a/0", "a/1"], _looked);
        Assert.Equal(["a/1"], GoneOn());
        var letter = Assert.Single(_bench.Producer.DeadLetters);
        Assert.Equal(("detect", InferenceMetrics.Failed, "a/1/0", 0), (letter.Stage, letter.Reason, letter.Id, letter.Offset));
        Assert.StartsWith("OnnxRuntimeException: ", letter.Message, StringComparison.Ordinal);
        Assert.EndsWith("; tried 3 times", letter.Message, StringComparison.Ordinal);
        Assert.Equal(1, _bench.Metrics.DeadLetters[InferenceMetrics.Failed]);
        Assert.True(_bench.Partition.Offsets.TryTake(out var next));
        Assert.Equal(1, next);
    }

    [Fact]
    public void Run_OurOwnCodeFails_IsBuriedAfterOneAttempt()
    {
        Run(work => work.Id.Sequence == 0 ? throw new InvalidOperationException("no\nface") : FrameStatus.Ok, "a/0", "a/1");

        Assert.Equal(["a/0", "a/1"], _looked);
        Assert.Equal(["a/1"], GoneOn());
        Assert.Equal("InvalidOperationException: no face", Assert.Single(_bench.Producer.DeadLetters).Message);
    }

    [Fact]
    public void Run_TenFailuresOnEnd_EndsTheLane()
    {
        var thrown = Assert.Throws<InvalidOperationException>(
            () => Run(_ => throw new InvalidOperationException("broken"), [.. Numbers(0, 12)]));

        Assert.Equal("broken", thrown.Message);
        Assert.Equal(Numbers(0, 10), _looked);
        Assert.Equal(9, _bench.Producer.DeadLetters.Count());
        Assert.Equal(3, _bench.Metrics.InFlight); // the tenth too: it is read again
    }

    [Fact]
    public void Run_OneSuccessBetween_CountsFailuresAnew()
    {
        Run(work => work.Id.Sequence == 9 ? FrameStatus.Ok : throw new InvalidOperationException("broken"), [.. Numbers(0, 19)]);

        Assert.Equal(["a/9"], GoneOn());
        Assert.Equal(18, _bench.Producer.DeadLetters.Count());
    }

    // A broken picture ends before the model has it, so it says nothing for the model.
    [Fact]
    public void Run_FailuresWithUnreadablePicturesBetween_EndTheLaneAllTheSame()
    {
        Assert.Throws<InvalidOperationException>(
            () => Run(work => work.Id.Sequence % 2 == 1 ? FrameStatus.NotJpeg : throw new InvalidOperationException("broken"), [.. Numbers(0, 24)]));

        Assert.Equal(Numbers(0, 19), _looked);
        Assert.Equal(9, _bench.Producer.DeadLetters.Count(l => l.Stage == "detect"));
        Assert.Equal(9, _bench.Producer.DeadLetters.Count(l => l.Stage == "decode"));
    }

    [Fact]
    public void Run_PartitionLostBefore_IsAbandonedUnseen()
    {
        var frame = _bench.Frame("a/0");
        _bench.Partition.Lose();
        Run(_ => FrameStatus.Ok, frame);

        AssertAbandoned(1);
        Assert.Empty(_looked);
    }

    // Its next owner reads it again, and buries it if it fails there too.
    [Fact]
    public void Run_PartitionLostWhileAFrameFails_LeavesNoDeadLetter()
    {
        Run(
            _ =>
            {
                _bench.Partition.Lose();
                throw new InvalidOperationException("broken");
            },
            "a/0");

        AssertAbandoned(1);
    }

    [Fact]
    public void Run_ClockJumpsForward_FramesOfBeforeAreSkippedAndCounted()
    {
        var before = _bench.Frame("a/0");
        _bench.Time.Advance(TimeSpan.FromHours(1));
        Run(_ => FrameStatus.Ok, before, _bench.Frame("a/1"));

        // The backlog gives each camera's newest only, and what it leaves out is counted there.
        Assert.Equal(["a/1"], GoneOn());
        Assert.Equal((1, 1), (_bench.Metrics.Skipped.Total, _bench.Metrics.InFlight));
    }

    [Fact]
    public void Run_FrameTooOldAndAloneInItsCamera_IsSkippedForAge()
    {
        Run(_ => FrameStatus.Ok, _bench.Frame("a/0", _bench.Time.GetUtcNow().AddHours(-1)), _bench.Frame("b/0"));

        Assert.Equal(["b/0"], GoneOn());
        Assert.Equal(1, _bench.Metrics.Skipped[InferenceMetrics.Age]);
    }

    [Fact]
    public void Run_ReplayedFrame_GoesOnHoweverOld()
    {
        Run(_ => FrameStatus.Ok, _bench.Frame("a/0", _bench.Time.GetUtcNow().AddHours(-1), replay: true), _bench.Frame("a/1"));

        Assert.Equal(["a/0", "a/1"], GoneOn());
        Assert.Equal(0, _bench.Metrics.Skipped.Total);
    }

    [Fact]
    public void Run_ClockJumpsBack_FramesOfTheFutureGoOn()
    {
        Run(_ => FrameStatus.Ok, _bench.Frame("a/0", _bench.Time.GetUtcNow().AddHours(1)), _bench.Frame("a/1"));

        Assert.Equal(["a/0", "a/1"], GoneOn());
        Assert.Equal(0, _bench.Metrics.Skipped.Total);
    }

    private static IEnumerable<string> Numbers(int from, int count) => Enumerable.Range(from, count).Select(i => $"a/{i}");

    private void AssertAbandoned(int frames)
    {
        Assert.Empty(_bench.Producer.Sent);
        Assert.Empty(GoneOn());
        Assert.Equal((frames, 0), (_bench.Metrics.Abandoned, _bench.Metrics.InFlight));
        Assert.False(_bench.Partition.Offsets.TryTake(out _));
    }

    private void Run(FindFaces find, params string[] frames) => Run(find, [.. frames.Select(f => _bench.Frame(f))]);

    private void Run(FindFaces find, params FrameWork[] frames)
    {
        using var backlog = new FrameBacklog(new InferenceOptions(), w => _bench.Outcomes.Skip(w, InferenceMetrics.Overload), _bench.Time, _bench.Abort);
        var lane = new InferenceLane(
            new InferenceOptions(), Look, backlog, [_next], _bench.Outcomes, _bench.Metrics, _ => false, _bench.Pulse(), _bench.Time, _bench.Log, _bench.Abort);
        foreach (var frame in frames)
            backlog.Put(frame);
        backlog.Complete();
        lane.Run();

        FrameStatus Look(FrameWork work)
        {
            _looked.Add(Name(work));
            return find(work);
        }
    }

    private List<string> GoneOn()
    {
        var names = new List<string>();
        while (_next.Queue.Take(TimeSpan.Zero, out var work))
            names.Add(Name(work));
        return names;
    }

    private static string Name(FrameWork work) => $"{work.Id.Camera}/{work.Id.Sequence}";
}
