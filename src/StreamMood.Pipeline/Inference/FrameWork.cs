using System.Diagnostics;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision;

namespace StreamMood.Pipeline.Inference;

/// <summary>One frame on its way through the stages. Reused: buffers and the delegate for the client are made once.</summary>
internal sealed class FrameWork
{
    private PooledBytes? _jpeg;
    private ModelGeneration? _models;
    private int[] _tracks = [];

    private FrameWork(FrameWorkPool pool) => Delivered = report => pool.OnDelivered(this, report);

    public AssignedPartition Partition { get; private set; } = null!;

    public long Offset { get; private set; }

    /// <summary>Camera id; empty when the headers could not be read.</summary>
    public FrameId Id { get; set; }

    public DateTimeOffset CapturedAt { get; set; }

    /// <summary>Its span; null unless it is traced.</summary>
    public Activity? Span { get; set; }

    /// <summary>When the worker read it, a timestamp.</summary>
    public long ReadAt { get; set; }

    /// <summary>When its event was handed to the client, a timestamp.</summary>
    public long PublishedAt { get; set; }

    /// <summary>The frame's own headers, which its event carries on; empty when they could not be read.</summary>
    public ReadHeaders Headers { get; set; }

    /// <summary>Whether an operator published it again: however old, it is to be read, and its age tells nothing of this worker.</summary>
    public bool IsReplay => Headers.IsReplay;

    /// <summary>Null when the headers could not be read; a replayed frame has one apart from its camera's own.</summary>
    public CameraState? Camera { get; set; }

    public FoundFaces Faces { get; } = new();

    /// <summary>Null when it became an emotion event, otherwise why it became a dead letter.</summary>
    public string? DeadReason { get; set; }

    /// <summary>Handed to the client with the event.</summary>
    public Action<DeliveryReport<string, byte[]>> Delivered { get; }

    public ReadOnlySpan<byte> Jpeg => _jpeg!.Span;

    /// <summary>The models that found its faces; null before.</summary>
    public ModelGeneration? Models => _models;

    public Span<int> Tracks
    {
        get
        {
            if (_tracks.Length < Faces.Count)
                _tracks = new int[Faces.Count];
            return _tracks.AsSpan(0, Faces.Count);
        }
    }

    /// <summary>Takes note of the models that look at it, and holds them until the frame ends.</summary>
    public void Read(ModelGeneration models)
    {
        if (ReferenceEquals(_models, models))
            return;
        _models?.Release();
        _models = models.Hold();
    }

    /// <summary>Gives the picture's buffer back; from here on the picture is gone.</summary>
    public void DropJpeg()
    {
        _jpeg?.Dispose();
        _jpeg = null;
    }

    /// <summary>Spare frames; and where their deliveries are reported.</summary>
    internal sealed class FrameWorkPool(Action<FrameWork, DeliveryReport<string, byte[]>> onDelivered)
    {
        // More than are ever in work at one time unless the broker takes no events; what is beyond is left to the collector.
        private const int MostSpare = 1024;

        private readonly SparePool<FrameWork> _spare = new(MostSpare);

        public FrameWork Rent(AssignedPartition partition, long offset, PooledBytes jpeg)
        {
            var work = _spare.Take() ?? new FrameWork(this);
            work.Partition = partition;
            work.Offset = offset;
            work._jpeg = jpeg;
            return work;
        }

        public void Return(FrameWork work)
        {
            work.DropJpeg();
            work.Faces.DropCrops();
            work._models?.Release();
            work._models = null;
            work.Span?.Dispose();
            work.Span = null;
            work.Partition = null!;
            work.Camera = null;
            work.Id = default;
            work.CapturedAt = default;
            work.Headers = default;
            work.DeadReason = null;
            _spare.Give(work);
        }

        public void OnDelivered(FrameWork work, DeliveryReport<string, byte[]> report) => onDelivered(work, report);
    }
}
