using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using StreamMood.Pipeline.Telemetry.Health;
using StreamMood.Pipeline.Telemetry.Tracing;
using StreamMood.Vision;

namespace StreamMood.Pipeline.Inference;

/// <summary>Looks at the JPEG of a frame and fills its faces; a value says why it cannot be looked at.</summary>
internal delegate FrameStatus FindFaces(FrameWork work);

/// <summary>One thread that decodes, detects, aligns and tracks. Frames of one camera are never in two lanes at once.</summary>
internal sealed class InferenceLane
{
    // One frame that fails is a poisonous frame; that many on end are a broken model or device.
    private const int MaxFailures = 10;

    // What the runtime refuses now (a device out of memory) may go well a moment later; what a picture does to our own code will not.
    private const int MaxAttempts = 3;

    private readonly FindFaces _find;
    private readonly FrameBacklog _backlog;
    private readonly EmotionStage[] _next;
    private readonly FrameOutcomes _outcomes;
    private readonly InferenceMetrics _metrics;
    private readonly Heartbeat _heartbeat;
    private readonly Predicate<FrameWork> _isRevoked;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationToken _abort;
    private int _failures;

    public InferenceLane(
        InferenceOptions options, FindFaces find, FrameBacklog backlog, EmotionStage[] next, FrameOutcomes outcomes, InferenceMetrics metrics, Predicate<FrameWork> isRevoked, Heartbeat heartbeat,
        TimeProvider time, ILogger log, CancellationToken abort)
    {
        _find = find;
        _backlog = backlog;
        _next = next;
        _outcomes = outcomes;
        _metrics = metrics;
        _heartbeat = heartbeat;
        _isRevoked = isRevoked;
        _maxAge = options.MaxAge;
        _time = time;
        _log = log;
        _abort = abort;
    }

    /// <summary>Works until the backlog is completed and empty.</summary>
    public void Run()
    {
        while (_backlog.Take(out var work))
        {
            var camera = work.Camera!;
            _heartbeat.Beat();
            try
            {
                Look(work, camera);
            }
            finally
            {
                _backlog.Done(camera);
                _heartbeat.Rest();
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

        if (_isRevoked(work))
        {
            _outcomes.Skip(work, InferenceMetrics.Consent);
            return;
        }

        if (_maxAge > TimeSpan.Zero && _time.GetUtcNow() - work.CapturedAt > _maxAge && !work.IsReplay)
        {
            _outcomes.Skip(work, InferenceMetrics.Age);
            return;
        }

        var started = _time.GetTimestamp();
        if (_metrics.WantsStages)
            _metrics.OnStage(InferenceStage.Wait, _time.GetElapsedTime(work.ReadAt, started));
        if (!TryFind(work, out var status))
            return;
        if (_metrics.WantsStages)
            _metrics.OnStage(InferenceStage.Find, _time.GetElapsedTime(started));
        if (work.Span is { } span)
            StreamMoodTraces.Record("find", span, _time.GetUtcNow() - _time.GetElapsedTime(started), _time.GetUtcNow());
        work.DropJpeg();
        if (status != FrameStatus.Ok)
        {
            _outcomes.Bury(work, "decode", status.Reason(), status.Describe());
            return;
        }

        camera.Tracker.Update(work.Faces.Faces, work.CapturedAt, work.Tracks);
        // A camera's frames go through one stage, which keeps their order.
        if (!_next[(uint)camera.Id.GetHashCode(StringComparison.Ordinal) % (uint)_next.Length].Queue.Put(work, _abort))
            _outcomes.Abandon(work);
    }

    private bool TryFind(FrameWork work, out FrameStatus status)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                status = _find(work);
                if (status == FrameStatus.Ok)
                    _failures = 0; // a picture that cannot be read says nothing for the model
                return true;
            }
            catch (OnnxRuntimeException) when (attempt < MaxAttempts && !_abort.IsCancellationRequested)
            {
                // Once more.
            }
#pragma warning disable CA1031 // whatever a picture made fail, the next picture may be fine
            catch (Exception e) when (++_failures < MaxFailures)
#pragma warning restore CA1031
            {
                status = default;
                _log.FrameFailed(work.Id, e);
                var tries = attempt > 1 ? FormattableString.Invariant($"; tried {attempt} times") : "";
                _outcomes.Bury(work, "detect", InferenceMetrics.Failed, $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}{tries}");
                return false;
            }
        }
    }
}
