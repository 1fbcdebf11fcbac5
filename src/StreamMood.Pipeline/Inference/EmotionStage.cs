using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;
using StreamMood.Pipeline.Telemetry.Tracing;
using StreamMood.Vision;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// A thread that reads the expressions of the faces of many frames at once and sends the events off in the order the lanes
/// delivered the frames, which keeps each camera's order.
/// </summary>
internal sealed class EmotionStage
{
    // A few batches: what waits here only grows older, but where lanes and this stage share the cores, lanes that find no room leave
    // one idle while this one works on what they gave it.
    private const int QueuedFrames = 48;

    // As many batches on end that fail are a broken model or device, not poisonous frames.
    private const int MaxFailures = 10;

    private readonly FrameOutcomes _outcomes;
    private readonly Predicate<FrameWork> _isRevoked;
    private readonly InferenceMetrics _metrics;
    private readonly Heartbeat _heartbeat;
    private readonly TimeSpan _maxDelay;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationToken _abort;
    private readonly EmotionBatch _batch;
    private readonly HeldEvents _events;
    private readonly Action<FrameWork, Message<string, byte[]>> _send;
    private FrameWork? _held;
    private int _failures;

    public EmotionStage(
        InferenceOptions options, FrameOutcomes outcomes, Predicate<FrameWork> isRevoked, InferenceMetrics metrics, Heartbeat heartbeat, TimeProvider time, ILogger log,
        CancellationToken abort)
    {
        _outcomes = outcomes;
        _isRevoked = isRevoked;
        _metrics = metrics;
        _heartbeat = heartbeat;
        _maxDelay = options.MaxDelay;
        _time = time;
        _log = log;
        _abort = abort;
        _batch = new EmotionBatch(options.MaxBatch);
        _events = new HeldEvents(time);
        _send = Send;
    }

    /// <summary>Frames with their faces found. Complete it to end <see cref="Run"/>.</summary>
    public StageQueue<FrameWork> Queue { get; } = new(QueuedFrames);

    public void Run()
    {
        while (Gather())
        {
            _heartbeat.Beat();
            if (_abort.IsCancellationRequested)
            {
                foreach (var work in _batch.Frames)
                    _outcomes.Abandon(work);
            }
            else if (TryClassify())
            {
                Publish();
            }

            _batch.Clear();
            if (_events.AreDue)
                _events.Release(_send);
            _heartbeat.Rest();
        }

        _events.Release(_send);
    }

    // Until the batch is full, or the first face in it has waited long enough. Frames without faces wait for nobody.
    private bool Gather()
    {
        if (_held is { } held)
            _held = null;
        else if (!TakeFirst(out held))
            return false;
        _batch.Add(held);
        if (_batch.Faces == 0)
            return true;
        var deadline = new Deadline(_maxDelay, _time);
        while (!_batch.IsFull && Queue.Take(deadline.Left, out var work))
        {
            if (!_batch.Fits(work))
            {
                _held = work;
                break;
            }

            _batch.Add(work);
        }

        return true;
    }

    // Events that are held go out in time though no frame comes.
    private bool TakeFirst(out FrameWork work)
    {
        if (_events.Count > 0)
        {
            if (Queue.Take(_events.Left, out work))
                return true;
            _events.Release(_send);
        }

        return Queue.Take(out work);
    }

    // What fails together may go well alone: a device out of memory, or one poisonous frame among good ones.
    private bool TryClassify()
    {
        try
        {
            if (_batch.Faces > 0)
            {
                var started = _time.GetTimestamp();
                _batch.Classify(_batch.Models!.Classify);
                _metrics.OnBatch(_batch.Faces);
                if (_metrics.WantsStages)
                    _metrics.OnStage(InferenceStage.Classify, _time.GetElapsedTime(started));
                if (StreamMoodTraces.AreWanted)
                    Trace(started);
                _failures = 0; // frames without faces say nothing for the model
            }

            return true;
        }
#pragma warning disable CA1031 // told apart below, frame by frame
        catch (Exception) when (_batch.Frames.Count > 1)
        {
            foreach (var _ in _batch.OneByOne())
                if (TryClassify())
                    Publish();
            return false;
        }
        catch (Exception e) when (++_failures < MaxFailures)
#pragma warning restore CA1031
        {
            var work = _batch.Frames[0];
            _log.FrameFailed(work.Id, e);
            _outcomes.Bury(work, "emotion", InferenceMetrics.Failed, $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
            return false;
        }
    }

    private void Trace(long started)
    {
        var spans = _batch.Frames.Select(f => f.Span).OfType<Activity>().ToList();
        if (spans.Count > 0)
            StreamMoodTraces.Record("classify", spans[0], _time.GetUtcNow() - _time.GetElapsedTime(started), _time.GetUtcNow(), spans);
    }

    private void Publish()
    {
        var face = 0;
        for (var i = 0; i < _batch.Frames.Count; i++)
        {
            var work = _batch.Frames[i];
            var scores = _batch.Scores(i, face);
            face += scores.Length;
            if (EndsHere(work))
                continue;
            _events.Add(work, _outcomes.Compose(work, new EmotionEvent
            {
                Camera = work.Id.Camera,
                Frame = work.Id.ToString(),
                CapturedAt = work.CapturedAt,
                Width = work.Faces.Width,
                Height = work.Faces.Height,
                Faces = FaceObservations.Compose(work.Faces, work.Tracks, scores),
                Models = work.Models!.Versions,
            }));
        }
    }

    private void Send(FrameWork work, Message<string, byte[]> message)
    {
        if (!EndsHere(work))
            _outcomes.Publish(work, message);
    }

    // Ends a frame that may have no event any more: its partition went or consent was revoked, be it while the event was held.
    private bool EndsHere(FrameWork work)
    {
        if (_abort.IsCancellationRequested || work.Partition.IsLost)
            _outcomes.Abandon(work);
        else if (_isRevoked(work))
            _outcomes.Skip(work, InferenceMetrics.Consent);
        else
            return false;
        return true;
    }
}
