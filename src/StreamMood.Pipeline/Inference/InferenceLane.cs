using Microsoft.Extensions.Logging;
using StreamMood.Vision;

namespace StreamMood.Pipeline.Inference;

/// <summary>Looks at a JPEG; a value says why it cannot be looked at.</summary>
internal delegate FrameStatus FindFaces(ReadOnlySpan<byte> jpeg, FoundFaces into);

/// <summary>One thread that decodes, detects, aligns and tracks. Frames of one camera are never in two lanes at once.</summary>
internal sealed class InferenceLane
{
    // One frame that fails is a poisonous frame; that many on end are a broken model or device.
    private const int MaxFailures = 10;

    private readonly FindFaces _find;
    private readonly StageQueue<FrameWork> _next;
    private readonly FrameOutcomes _outcomes;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationToken _abort;
    private readonly StageQueue<FrameWork> _queue;
    private int _load;
    private int _failures;

    public InferenceLane(
        InferenceOptions options, FindFaces find, StageQueue<FrameWork> next, FrameOutcomes outcomes, TimeProvider time, ILogger log,
        CancellationToken abort)
    {
        _find = find;
        _next = next;
        _outcomes = outcomes;
        _maxAge = options.MaxAge;
        _time = time;
        _log = log;
        _abort = abort;
        _queue = new StageQueue<FrameWork>(options.LaneDepth);
    }

    /// <summary>Frames waiting and in work.</summary>
    public int Load => Volatile.Read(ref _load);

    public int Depth => _queue.Depth;

    /// <summary>Hands a frame of a camera over, waiting for room. False when the worker is aborted; the frame is abandoned then.</summary>
    public bool Put(FrameWork work)
    {
        var camera = work.Camera!;
        camera.EnterLane();
        Interlocked.Increment(ref _load);
        if (_queue.Put(work, _abort))
            return true;
        Leave(camera);
        _outcomes.Abandon(work);
        return false;
    }

    /// <summary>No more frames will come; <see cref="Run"/> ends after those that wait.</summary>
    public void Complete() => _queue.Complete();

    public void Run()
    {
        while (_queue.Take(out var work))
        {
            var camera = work.Camera!;
            try
            {
                Look(work, camera);
            }
            finally
            {
                Leave(camera);
            }
        }
    }

    private void Look(FrameWork work, CameraState camera)
    {
        if (_abort.IsCancellationRequested || work.Partition.IsLost)
        {
            _outcomes.Abandon(work);
            return;
        }

        if (_maxAge > TimeSpan.Zero && _time.GetUtcNow() - work.CapturedAt > _maxAge)
        {
            _outcomes.Skip(work, InferenceMetrics.Age);
            return;
        }

        FrameStatus status;
        try
        {
            status = _find(work.Jpeg, work.Faces);
            _failures = 0;
        }
#pragma warning disable CA1031 // whatever a picture made fail, the next picture may be fine
        catch (Exception e) when (++_failures < MaxFailures)
#pragma warning restore CA1031
        {
            _log.FrameFailed(work.Id, e);
            _outcomes.Bury(work, "detect", InferenceMetrics.Failed, $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
            return;
        }

        work.DropJpeg();
        if (status != FrameStatus.Ok)
        {
            _outcomes.Bury(work, "decode", status.Reason(), status.Describe());
            return;
        }

        camera.Tracker.Update(work.Faces.Faces, work.CapturedAt, work.Tracks);
        if (!_next.Put(work, _abort))
            _outcomes.Abandon(work);
    }

    private void Leave(CameraState camera)
    {
        camera.LeaveLane();
        Interlocked.Decrement(ref _load);
    }
}
