using Confluent.Kafka;
using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class FrameOutcomesTests : IDisposable
{
    private readonly WorkBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Publish_NotYetAcknowledged_IsNeitherCountedNorBehindTheOffset()
    {
        _bench.Producer.Holds = true;
        Publish("a/0");
        Assert.Equal((0, 1), (_bench.Metrics.Inferred, _bench.Metrics.InFlight));
        Assert.False(_bench.Partition.Offsets.TryTake(out _));

        _bench.Producer.Acknowledge();

        Assert.Equal((1, 0), (_bench.Metrics.Inferred, _bench.Metrics.InFlight));
        Assert.True(_bench.Partition.Offsets.TryTake(out var next));
        Assert.Equal(1, next);
    }

    [Fact]
    public void Publish_PartitionLostBeforeTheAcknowledgement_CountsAsAbandoned()
    {
        _bench.Producer.Holds = true;
        Publish("a/0");
        _bench.Outcomes.Bury(_bench.Frame("a/1"), "detect", InferenceMetrics.Failed, "broken");
        _bench.Partition.Lose();

        _bench.Producer.Acknowledge();

        Assert.Equal((2, 0), (_bench.Metrics.Abandoned, _bench.Metrics.InFlight));
        Assert.Equal((0, 0), (_bench.Metrics.Inferred, _bench.Metrics.DeadLetters.Total));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Abandon_AnyFrame_IsNeverFinishedAndCountsOnlyWhenAnotherHasIt(bool lost, int abandoned)
    {
        var frame = _bench.Frame("a/0");
        if (lost)
            _bench.Partition.Lose();

        _bench.Outcomes.Abandon(frame);

        Assert.Empty(_bench.Producer.Sent);
        Assert.Equal(abandoned, _bench.Metrics.Abandoned);
        Assert.Equal(1, _bench.Partition.Offsets.InFlight);
        Assert.False(_bench.Partition.Offsets.TryTake(out _));
    }

    [Fact]
    public void Skip_PartitionLost_CountsAsAbandoned()
    {
        var frame = _bench.Frame("a/0");
        _bench.Partition.Lose();

        _bench.Outcomes.Skip(frame, InferenceMetrics.Overload);

        Assert.Equal((1, 0, 0), (_bench.Metrics.Abandoned, _bench.Metrics.Skipped.Total, _bench.Metrics.InFlight));
    }

    // As after the worker's clock was put back.
    [Fact]
    public void Publish_FrameOfTheFuture_HasNoNegativeAge()
    {
        Publish("a/0", _bench.Time.GetUtcNow().AddHours(1));

        Assert.Equal(TimeSpan.Zero, _bench.Metrics.Cameras["a"].LastAge);
        Assert.Equal(TimeSpan.Zero, _bench.Metrics.CaptureToEmotion.Max);
    }

    [Fact]
    public void Publish_ReplayedFrame_CountsButHasNoAge()
    {
        Publish("a/0", _bench.Time.GetUtcNow().AddSeconds(-1));
        _bench.Outcomes.Publish(_bench.Frame("a/1", _bench.Time.GetUtcNow().AddHours(-1), replay: true), new Message<string, byte[]>());

        Assert.Equal((2, 2, 0), (_bench.Metrics.Inferred, _bench.Metrics.Cameras["a"].Frames, _bench.Metrics.InFlight));
        Assert.Equal(1, _bench.Metrics.CaptureToEmotion.Count);
        Assert.Equal(TimeSpan.FromSeconds(1), _bench.Metrics.Cameras["a"].LastAge);
    }

    private void Publish(string name, DateTimeOffset? capturedAt = null) =>
        _bench.Outcomes.Publish(_bench.Frame(name, capturedAt), new Message<string, byte[]>());
}
