using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class LaneRouterTests
{
    private readonly FrameWork.FrameWorkPool _pool = new((_, _) => { });
    private readonly AssignedPartition _partition = new(new TopicPartition("t", 0));
    private readonly InferenceLane[] _lanes = [Lane(), Lane()];
    private readonly LaneRouter _router;

    public LaneRouterTests() => _router = new LaneRouter(_lanes);

    [Fact]
    public void Lane_CameraHasFramesInALane_StaysThere()
    {
        var busy = _router.Camera("a", _partition);
        Put("a");
        Put("a");
        Put("b");

        Assert.Same(_lanes[0], _router.Lane(busy));
        Assert.Equal((2, 1), (_lanes[0].Load, _lanes[1].Load));
    }

    [Fact]
    public void Lane_CameraIsIdle_TakesTheLeastBusy()
    {
        var camera = _router.Camera("a", _partition);
        camera.Lane = _lanes[0];
        Put("b");
        Put("b");

        Assert.Same(_lanes[1], _router.Lane(camera));
    }

    [Fact]
    public void ForgetLost_PartitionGone_CameraBeginsAnew()
    {
        var before = _router.Camera("a", _partition);
        Assert.Same(before, _router.Camera("a", _partition));

        _partition.Lose();
        _router.ForgetLost();

        var after = _router.Camera("a", new AssignedPartition(_partition.Place));
        Assert.NotSame(before, after);
        Assert.NotSame(before.Tracker, after.Tracker);
    }

    private void Put(string camera)
    {
        var work = _pool.Rent(_partition, 0, PooledBytes.Copy([]));
        work.Camera = _router.Camera(camera, _partition);
        _router.Lane(work.Camera).Put(work);
    }

    private static InferenceLane Lane() => new(
        new InferenceOptions(), (_, _) => FrameStatus.Ok, new StageQueue<FrameWork>(4), null!, TimeProvider.System, NullLogger.Instance,
        CancellationToken.None);
}
