using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Telemetry;
using StreamMood.Vision;
using StreamMood.Vision.Models;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// Exact totals of a worker, and the same as instruments <c>streammood.inference.*</c>. A frame is counted once, when its outcome
/// is certain: consumed + expired = inferred + skipped + dead letters + abandoned + in flight. Thread-safe.
/// </summary>
public sealed class InferenceMetrics : IDisposable
{
    /// <summary>Skipped because it was older than <see cref="InferenceOptions.MaxAge"/>.</summary>
    public const string Age = "age";

    /// <summary>Skipped under overload, because a newer frame of the camera was there or no more could wait.</summary>
    public const string Overload = "overload";

    /// <summary>Skipped because no basis of consent came with it, or consent was revoked.</summary>
    public const string Consent = "consent";

    /// <summary>Deleted by the broker before the worker came to read it; seen as a gap between offsets.</summary>
    public const string Expired = "expired";

    /// <summary>Dead letter: headers missing or wrong.</summary>
    public const string BadHeaders = "headers";

    /// <summary>Dead letter: looking at the frame failed.</summary>
    public const string Failed = "failed";

    private const int MaxCameras = 10_000;

    // A frame alone may have more faces than a batch should.
    private const int MaxBatch = 512;

    private static readonly KeyValuePair<string, object?>[] Stages = [.. Enum.GetNames<InferenceStage>().Select(n => new KeyValuePair<string, object?>(StreamMoodMeter.Stage, n.ToLowerInvariant()))];

    private readonly Meter _meter = StreamMoodMeter.Create();
    private readonly TelemetryOptions _options;
    private readonly Histogram<double> _captureToEmotion;
    private readonly Histogram<double> _stages;
    private readonly Histogram<int> _batchFaces;
    private readonly ConcurrentDictionary<string, CameraTotals> _cameras = new(StringComparer.Ordinal);
    private long _consumed;
    private long _inferred;
    private long _abandoned;
    private long _faces;
    private long _batches;
    private long _lag;
    private int _seen;
    private IReadOnlyList<(int Partition, long Lag)> _lags = [];
    private readonly long[] _batchSizes = new long[MaxBatch + 1];
    private long _reloads;
    private long _refusedReloads;
    private int _overloaded;
    private Func<IEnumerable<Measurement<int>>>? _depths;

    /// <summary>Totals, all zero.</summary>
    /// <param name="options">How many cameras have series of their own, and what drift is.</param>
    public InferenceMetrics(TelemetryOptions? options = null)
    {
        _options = options ?? new TelemetryOptions();
        Skipped = new ReasonCounts(Age, Overload, Consent, Expired);
        DeadLetters = new ReasonCounts(
            [BadHeaders, Failed, .. Enum.GetValues<FrameStatus>().Where(s => s != FrameStatus.Ok).Select(s => s.Reason())]);
        _captureToEmotion = _meter.CreateHistogram("streammood.inference.capture_to_emotion", "s", "Capture to acknowledged emotion event, replayed frames left out", advice: StreamMoodMeter.Durations);
        _stages = _meter.CreateHistogram(
            "streammood.inference.stage.duration", "s", "What a frame spends in a stage: waiting for a lane, looking for faces, a run of the classifier, the broker's acknowledgement",
            advice: StreamMoodMeter.Durations);
        _batchFaces = _meter.CreateHistogram(
            "streammood.inference.batch.faces", "{face}", "Faces in a run of the classifier",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });
        _meter.CreateObservableCounter("streammood.inference.frames.consumed", () => Consumed, "{frame}", "Frames read");
        _meter.CreateObservableCounter("streammood.inference.frames.inferred", () => Inferred, "{frame}", "Frames with an acknowledged emotion event");
        _meter.CreateObservableCounter("streammood.inference.frames.skipped", () => Skipped.Measure(all: true), "{frame}", "Frames left out by policy");
        _meter.CreateObservableCounter("streammood.inference.frames.dead", () => DeadLetters.Measure(all: true), "{frame}", "Frames sent to dead letters");
        _meter.CreateObservableCounter("streammood.inference.frames.abandoned", () => Abandoned, "{frame}", "Frames left to the partition's next owner");
        _meter.CreateObservableCounter("streammood.inference.faces", () => Faces, "{face}", "Faces read");
        _meter.CreateObservableGauge("streammood.inference.frames.in_flight", () => InFlight, "{frame}", "Frames read and not finished");
        _meter.CreateObservableGauge("streammood.inference.lag", () => Lag, "{frame}", "Frames of the worker's partitions not yet read");
        _meter.CreateObservableGauge("streammood.inference.partition.lag", Lags, "{frame}", "Frames of a partition not yet read");
        _meter.CreateObservableGauge("streammood.inference.overloaded", () => IsOverloaded ? 1 : 0, description: "1 while frames are left out so that the others stay young");
        _meter.CreateObservableCounter("streammood.inference.model.reloads", Reloaded, description: "Changed model files taken into use or refused");
        _meter.CreateObservableGauge("streammood.inference.model", Models, description: "1 for each model in use, with its version and provider");
        _meter.CreateObservableGauge("streammood.inference.gpu.unused", () => Provider is { IsGpuUnused: true } ? 1 : 0, description: "1 where the machine has a GPU that was to be tried and models run on the CPU");
        _meter.CreateObservableGauge("streammood.inference.queue.depth", () => _depths?.Invoke() ?? [], "{frame}", "Frames waiting before a stage");
        InferenceCameraMetrics.Register(_meter, () => _cameras.Values);
    }

    /// <summary>Frames read from the topic.</summary>
    public long Consumed => Interlocked.Read(ref _consumed);

    /// <summary>Frames whose emotion event was acknowledged; as many as emotion events.</summary>
    public long Inferred => Interlocked.Read(ref _inferred);

    /// <summary>Frames left out by policy, by reason.</summary>
    public ReasonCounts Skipped { get; }

    /// <summary>Frames whose dead letter was acknowledged, by reason.</summary>
    public ReasonCounts DeadLetters { get; }

    /// <summary>Frames left to the next owner of their partition, who reads and counts them again.</summary>
    public long Abandoned => Interlocked.Read(ref _abandoned);

    /// <summary>Faces in acknowledged emotion events.</summary>
    public long Faces => Interlocked.Read(ref _faces);

    /// <summary>Frames read and not finished.</summary>
    public long InFlight => Consumed - Inferred - Skipped[Age] - Skipped[Overload] - Skipped[Consent] - DeadLetters.Total - Abandoned;

    /// <summary>Runs of the classifier.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>How many faces the runs of the classifier had: element n counts the runs with n faces, the last those with as many or more.</summary>
    public IReadOnlyList<long> BatchSizes()
    {
        var sizes = new long[_batchSizes.Length];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = Interlocked.Read(ref _batchSizes[i]);
        return sizes;
    }

    /// <summary>Whether frames are being left out so that the others stay young.</summary>
    public bool IsOverloaded => Volatile.Read(ref _overloaded) != 0;

    /// <summary>Models taken into use since the start, and new ones that were refused.</summary>
    public (long Done, long Refused) Reloads => (Interlocked.Read(ref _reloads), Interlocked.Read(ref _refusedReloads));

    /// <summary>Frames of this worker's partitions not yet read, as far as it knows; exact once the worker has stopped.</summary>
    public long Lag => Interlocked.Read(ref _lag);

    /// <summary>From capture to the acknowledged emotion event; replayed frames are left out.</summary>
    public LatencyHistogram CaptureToEmotion { get; } = new();

    /// <summary>Totals by camera; the first 10,000 cameras seen.</summary>
    public IReadOnlyDictionary<string, CameraTotals> Cameras => _cameras;

    /// <summary>The detector in use; null before the worker has started.</summary>
    public ModelInfo? Detector { get; private set; }

    /// <summary>The classifier in use; null before the worker has started.</summary>
    public ModelInfo? Emotion { get; private set; }

    /// <summary>Where models run; null before the worker has started.</summary>
    public ModelProvider? Provider { get; private set; }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void Describe(InferenceModels models)
    {
        Detector = models.Detector.Info;
        Emotion = models.Classifier.Info;
        Provider = models.Provider;
    }

    private IEnumerable<Measurement<long>> Lags() =>
        Volatile.Read(ref _lags).Select(l => new Measurement<long>(l.Lag, new KeyValuePair<string, object?>("partition", l.Partition.ToString(CultureInfo.InvariantCulture))));

    private IEnumerable<Measurement<int>> Models()
    {
        foreach (var model in (ModelInfo?[])[Detector, Emotion])
            if (model is not null)
                yield return new Measurement<int>(1, new("model", model.Name), new("version", model.Version), new("provider", Provider?.Name));
    }

    private IEnumerable<Measurement<long>> Reloaded()
    {
        yield return new Measurement<long>(Reloads.Done, new KeyValuePair<string, object?>("result", "done"));
        yield return new Measurement<long>(Reloads.Refused, new KeyValuePair<string, object?>("result", "refused"));
    }

    internal void ObserveDepths(Func<IEnumerable<Measurement<int>>> depths) => _depths = depths;

    internal void OnConsumed(long missing)
    {
        Interlocked.Increment(ref _consumed);
        if (missing > 0)
            Skipped.Add(Expired, missing);
    }

    /// <summary>Whether somebody listens to the stages' durations; else nobody need measure them.</summary>
    internal bool WantsStages => _stages.Enabled;

    internal void OnStage(InferenceStage stage, TimeSpan took) => _stages.Record(took.TotalSeconds, Stages[(int)stage]);

    internal void OnRead(EmotionEvent read, float brightness) => Of(read.Camera)?.AddRead(read, brightness);

    internal void SetLags(IReadOnlyList<(int Partition, long Lag)> lags)
    {
        Volatile.Write(ref _lags, lags);
        SetLag(lags.Sum(l => l.Lag));
    }

    // A replayed frame counts as any, but has no age: it waited for an operator, and minutes among milliseconds would make the
    // percentiles, and the alert upon them, say that people see old moods.
    internal void OnInferred(string camera, int faces, TimeSpan age, bool isReplay = false)
    {
        // Clocks differ, and jump: a histogram's sum must not fall.
        if (age < TimeSpan.Zero)
            age = TimeSpan.Zero;
        Interlocked.Increment(ref _inferred);
        Interlocked.Add(ref _faces, faces);
        if (isReplay)
        {
            Of(camera)?.AddReplay(faces);
            return;
        }

        CaptureToEmotion.Record(age);
        _captureToEmotion.Record(age.TotalSeconds);
        Of(camera)?.Add(faces, age);
    }

    internal void OnSkipped(string? camera, string reason, bool isReplay = false)
    {
        Skipped.Add(reason);
        Of(camera)?.AddSkipped(reason, isReplay);
    }

    internal void OnDeadLetter(string? camera, string reason)
    {
        DeadLetters.Add(reason);
        Of(camera)?.AddDead();
    }

    internal void OnAbandoned() => Interlocked.Increment(ref _abandoned);

    internal void OnBatch(int faces)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Increment(ref _batchSizes[Math.Min(faces, MaxBatch)]);
        _batchFaces.Record(faces);
    }

    internal void OnReload(InferenceModels? models)
    {
        Interlocked.Increment(ref models is null ? ref _refusedReloads : ref _reloads);
        if (models is not null)
            Describe(models);
    }

    internal void SetOverloaded(bool overloaded) => Volatile.Write(ref _overloaded, overloaded ? 1 : 0);

    internal void SetLag(long lag) => Interlocked.Exchange(ref _lag, lag);

    // Ids come from outside, so there is an end to how many are kept.
    private CameraTotals? Of(string? camera) =>
        camera is null ? null
        : _cameras.TryGetValue(camera, out var totals) ? totals
        : _cameras.Count < MaxCameras ? _cameras.GetOrAdd(camera, id => new CameraTotals(id, Interlocked.Increment(ref _seen), _options))
        : null;
}

/// <summary>What a frame goes through in a worker.</summary>
internal enum InferenceStage
{
    /// <summary>From being read to a lane's taking it.</summary>
    Wait,

    /// <summary>Decoding, detecting, aligning.</summary>
    Find,

    /// <summary>A run of the classifier over a batch.</summary>
    Classify,

    /// <summary>From being handed to the client to the broker's acknowledgement.</summary>
    Acknowledge,
}
