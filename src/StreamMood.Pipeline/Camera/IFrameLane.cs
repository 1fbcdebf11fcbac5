using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Camera.Sources;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Tracing;

namespace StreamMood.Pipeline.Camera;

/// <summary>The way of frames to the topic; tests have one without a broker.</summary>
internal interface IFrameLane
{
    /// <summary>Hands a frame over without waiting.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="settled">Called once, later and from another thread: null when the broker acknowledged it, else why it was lost. Never called when the frame is refused here.</param>
    /// <returns>Null when it was taken, else why it was refused.</returns>
    DropReason? Send(FrameId id, CapturedFrame frame, Action<DropReason?> settled);
}

/// <summary>Frames through Kafka's producer.</summary>
internal sealed class KafkaFrameLane(IProducer<string, byte[]> producer, BrokerHealth health) : IFrameLane
{
    /// <inheritdoc />
    public DropReason? Send(FrameId id, CapturedFrame frame, Action<DropReason?> settled)
    {
        using var span = StreamMoodTraces.Capture(frame.CapturedAt);
        span?.SetTag("streammood.frame", id.ToString());
        try
        {
            producer.Produce(TopicNames.Frames, EventMessages.Frame(id, frame.CapturedAt, frame.Jpeg, frame.Consent), report => settled(Outcome(report.Error)));
            return null;
        }
        catch (ProduceException<string, byte[]> e)
        {
            return e.Error.Code == ErrorCode.Local_QueueFull ? DropReason.QueueFull : Outcome(e.Error) ?? DropReason.DeliveryFailed;
        }
    }

    private DropReason? Outcome(Error error)
    {
        if (!error.IsError)
        {
            health.Delivered();
            return null;
        }

        health.NotDelivered(error);
        return error.Code == ErrorCode.MsgSizeTooLarge ? DropReason.TooLarge : DropReason.DeliveryFailed;
    }
}
