using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using Microsoft.ML.OnnxRuntime;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;
using StreamMood.Vision.Detection;

namespace StreamMood.Tests.Pipeline.Inference;

/// <summary>What a worker's stages need around them, without a broker. Time stands still.</summary>
internal sealed class WorkBench : IDisposable
{
    private readonly CancellationTokenSource _abort = new();
    private readonly CameraTable _cameras = new(TimeProvider.System);
    private readonly CameraTable _replays = new(TimeProvider.System);
    private long _offset;

    public WorkBench() => Outcomes = new FrameOutcomes(
        Producer, new BrokerHealth(new ClientIdentity("b:1", "User:w", []), Log, Time), Metrics, Log, Time, e => throw e, _abort.Token);

    public static readonly OnnxRuntimeException RuntimeFailure = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession([1]));

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));

    public KeptLog Log { get; } = new();

    public InferenceMetrics Metrics { get; } = new();

    public KeptProducer Producer { get; } = new();

    public FrameOutcomes Outcomes { get; }

    public AssignedPartition Partition { get; } = new(new TopicPartition(TopicNames.Frames, 3), 0);

    public CancellationToken Abort => _abort.Token;

    public Heartbeat Pulse() => new RoleHealth("infer", Time).Loop("any");

    public EmotionStage Stage() =>
        new(new InferenceOptions(), Outcomes, _ => false, Metrics, Pulse(), Time, Log, Abort);

    /// <summary>A frame just read.</summary>
    /// <param name="name">Camera and sequence, <c>cam/0</c>.</param>
    /// <param name="capturedAt">When it was captured; now when null.</param>
    /// <param name="replay">Whether an operator published it again.</param>
    public FrameWork Frame(string name, DateTimeOffset? capturedAt = null, bool replay = false)
    {
        var parts = name.Split('/');
        var id = new FrameId(parts[0], 1, long.Parse(parts[1], CultureInfo.InvariantCulture));
        var message = EventMessages.Frame(id, capturedAt ?? Time.GetUtcNow(), [1], ConsentBases.Synthetic);
        if (replay)
            message.Headers.Add(TopicWriter.Origin, "t/0/7"u8.ToArray());
        Assert.True(ReadHeaders.TryReadRawFrame(message.Headers, id.Camera, out var headers, out _, out _));
        var work = Outcomes.Begin(Partition, _offset++, PooledBytes.Copy([1]));
        (work.Id, work.Headers, work.CapturedAt) = (id, headers, headers.Time);
        work.Camera = (replay ? _replays : _cameras).Of(id.Camera, Partition);
        return work;
    }

    /// <summary>A frame in which a lane has found faces, each with a crop of one <paramref name="value"/>.</summary>
    public FrameWork Found(string name, ModelGeneration models, int faces = 1, float value = 0)
    {
        const int CropLength = 4;
        var work = Frame(name);
        work.Read(models);
        work.DropJpeg();
        work.Faces.Reset(10, 10);
        work.Faces.Fill(new DetectedFace[faces], CropLength);
        for (var i = 0; i < faces; i++)
            work.Faces.Crop(i).Fill(value);
        return work;
    }

    public void Dispose()
    {
        Metrics.Dispose();
        _abort.Dispose();
        Log.Dispose();
    }
}
