using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// The one place where a frame ends: as an emotion event, a dead letter, a skip, or abandoned to another worker. Each is counted
/// once, when it is certain, and only then does the frame's offset count as finished. Thread-safe.
/// </summary>
internal sealed class FrameOutcomes : IDisposable
{
    private static readonly TimeSpan QueueFullWait = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan PrepareWait = TimeSpan.FromSeconds(5);

    private readonly IProducer<string, byte[]> _producer;
    private readonly DeadLetterPublisher _deadLetters;
    private readonly BrokerHealth _health;
    private readonly InferenceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly CancellationToken _abort;
    private readonly Action<Exception> _fail;
    private readonly FrameWork.FrameWorkPool _pool;

    /// <param name="producer">Takes events and dead letters; disposed of with this.</param>
    /// <param name="health">Takes what the producer tells about the broker.</param>
    /// <param name="metrics">Takes the counts.</param>
    /// <param name="log">Takes the log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="fail">Ends the worker: an event cannot be delivered.</param>
    /// <param name="abort">Ends waiting for room in the producer; frames then stay unfinished.</param>
    public FrameOutcomes(
        IProducer<string, byte[]> producer, BrokerHealth health, InferenceMetrics metrics, ILogger log, TimeProvider time, Action<Exception> fail,
        CancellationToken abort)
    {
        _producer = producer;
        _deadLetters = new DeadLetterPublisher(_producer, log);
        _health = health;
        _metrics = metrics;
        _time = time;
        _fail = fail;
        _abort = abort;
        _pool = new FrameWork.FrameWorkPool(OnDelivered);
    }

    /// <summary>
    /// What the first event would wait for, done before it comes: the code that composes events is compiled, and the producer learns who
    /// leads their topic.
    /// </summary>
    public void Prepare(ModelVersions models)
    {
        _ = EventMessages.Emotion(
            new EmotionEvent
            {
                Camera = "none", Frame = "none/0/0", CapturedAt = _time.GetUtcNow(), Width = 1, Height = 1, Models = models,
                Faces =
                [
                    new FaceObservation
                    {
                        Track = 0, Box = default, Score = 0, Landmarks = default, Emotions = default, Label = Emotion.Neutral.Label(), Valence = 0,
                        Arousal = 0, Confidence = 0, Quality = 0, Sharpness = 0,
                    },
                ],
            },
            traceParent: null);
        try
        {
            using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
            _ = admin.GetMetadata(PrepareWait);
        }
        catch (KafkaException e)
        {
            _health.Report(e.Error); // the producer asks again when it has an event
        }
    }

    /// <summary>A frame begins.</summary>
    public FrameWork Begin(AssignedPartition partition, long offset, PooledBytes jpeg)
    {
        var work = _pool.Rent(partition, offset, jpeg);
        work.ReadAt = _time.GetTimestamp();
        _metrics.OnConsumed(partition.Begin(offset));
        return work;
    }

    /// <summary>The frame was read: its event, for <see cref="Publish"/>.</summary>
    public Message<string, byte[]> Compose(FrameWork work, EmotionEvent value)
    {
        _metrics.OnRead(value, work.Faces.Brightness);
        work.Faces.DropCrops();
        if (work.Span is not null)
            Activity.Current = work.Span;
        var message = EventMessages.Emotion(value, work.Headers);
        if (work.Span is not null)
            Activity.Current = null;
        return message;
    }

    /// <summary>The frame's event goes out.</summary>
    public void Publish(FrameWork work, Message<string, byte[]> message)
    {
        work.PublishedAt = _time.GetTimestamp();
        Send(work, message, static (self, work, message) => self._producer.Produce(TopicNames.Emotions, message, work.Delivered));
    }

    /// <summary>The frame cannot be read: a dead letter goes out, unless its partition went; then its next owner sends one.</summary>
    public void Bury(FrameWork work, string stage, string reason, string message)
    {
        if (work.Partition.IsLost)
        {
            Abandon(work);
            return;
        }

        work.DropJpeg();
        work.DeadReason = reason;
        var known = work.Camera is not null;
        var letter = new DeadLetter
        {
            Camera = known ? work.Id.Camera : null,
            Id = known ? work.Id.ToString() : null,
            Topic = work.Partition.Place.Topic,
            Partition = work.Partition.Place.Partition,
            Offset = work.Offset,
            Stage = stage,
            Reason = reason,
            Message = message,
        };
        Send(work, (letter, known ? work.CapturedAt : _time.GetUtcNow()), static (self, work, dead) =>
            self._deadLetters.Publish(dead.Item1, dead.Item1.Camera, dead.Item2, work.Headers.Trace(), work.Delivered));
    }

    /// <summary>The frame is left out by policy.</summary>
    public void Skip(FrameWork work, string reason)
    {
        if (work.Partition.IsLost)
            _metrics.OnAbandoned();
        else
            _metrics.OnSkipped(work.Camera is null ? null : work.Id.Camera, reason, work.IsReplay);
        End(work);
    }

    /// <summary>The frame is no longer ours, or the worker ends before it is done: whoever has the partition next reads it again.</summary>
    public void Abandon(FrameWork work)
    {
        if (work.Partition.IsLost)
            _metrics.OnAbandoned();
        _pool.Return(work);
    }

    /// <summary>Hands over what is no frame's outcome; lost when the producer is full or the topic refuses.</summary>
    public void Tell(string topic, Message<string, byte[]> message)
    {
        try
        {
            _producer.Produce(topic, message);
        }
        catch (ProduceException<string, byte[]>)
        {
            // What it says will be said again while it holds.
        }
    }

    /// <summary>Waits until everything handed to the producer is acknowledged.</summary>
    public void Flush(TimeSpan wait) => _producer.Flush(wait);

    public void Dispose() => _producer.Dispose();

    private void Send<T>(FrameWork work, T what, Action<FrameOutcomes, FrameWork, T> produce)
    {
        while (true)
        {
            try
            {
                produce(this, work, what);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                if (_abort.WaitHandle.WaitOne(QueueFullWait))
                {
                    Abandon(work);
                    return;
                }
            }
            catch (ProduceException<string, byte[]> e)
            {
                Fail(e.Error);
                Abandon(work);
                return;
            }
        }
    }

    private void OnDelivered(FrameWork work, DeliveryReport<string, byte[]> report)
    {
        if (report.Error.IsError)
        {
            // Given up while the producer is disposed: the frame stays unfinished and is read again.
            if (report.Error.Code is not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight or ErrorCode.Local_Destroy))
                Fail(report.Error);
            Abandon(work);
            return;
        }

        _health.Up();
        if (work.Partition.IsLost)
            _metrics.OnAbandoned();
        else if (work.DeadReason is { } reason)
            _metrics.OnDeadLetter(work.Camera is null ? null : work.Id.Camera, reason);
        else
        {
            if (_metrics.WantsStages)
                _metrics.OnStage(InferenceStage.Acknowledge, _time.GetElapsedTime(work.PublishedAt));

            // Current while it is measured: the histogram keeps its trace as an exemplar.
            if (work.Span is not null)
                Activity.Current = work.Span;
            _metrics.OnInferred(work.Id.Camera, work.Faces.Count, _time.GetUtcNow() - work.CapturedAt, work.IsReplay);
        }

        End(work);
    }

    private void End(FrameWork work)
    {
        work.Partition.Offsets.Finish(work.Offset);
        _pool.Return(work);
    }

    private void Fail(Error error)
    {
        if (!_health.Report(error))
            _fail(new FatalBrokerException($"an event cannot be delivered, so the worker ends rather than lose it: {error.Reason}"));
    }
}
