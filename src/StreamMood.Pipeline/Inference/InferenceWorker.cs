using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry;
using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// The inference role: frames → lanes (decode, detect, align, track) → batched emotions → events, acknowledged → offsets stored.
/// This file holds the composition and the order of stopping.
/// </summary>
public sealed class InferenceWorker : BackgroundService
{
    private readonly InferenceOptions _options;
    private readonly KafkaClients _clients;
    private readonly InferenceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private InferenceModels? _models;

    /// <summary>A worker; nothing runs yet.</summary>
    /// <param name="options">How to read frames.</param>
    /// <param name="kafka">How to reach Kafka.</param>
    /// <param name="metrics">Takes the counts.</param>
    /// <param name="loggers">Takes the log.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UserErrorException">When a Kafka setting is unusable.</exception>
    public InferenceWorker(InferenceOptions options, KafkaOptions kafka, InferenceMetrics metrics, ILoggerFactory loggers, TimeProvider time)
    {
        _options = options;
        _metrics = metrics;
        _time = time;
        _log = loggers.CreateLogger<InferenceWorker>();
        _clients = new KafkaClients(kafka, loggers, time);
    }

    /// <summary>Loads the models and begins.</summary>
    /// <exception cref="UserErrorException">When a model or the provider is unusable.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _models ??= await Task.Run(() => InferenceModels.Load(_options), cancellationToken);
        _metrics.Describe(_models);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _models?.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        StageThread.Start("intake", () => Run(_models!, stoppingToken));

    private void Run(InferenceModels models, CancellationToken stopping)
    {
        using var failed = new FailureSignal();
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(failed.Token, _clients.Health.Fatal);
        using var outcomes = new FrameOutcomes(_clients, _metrics, _log, _time, failed.Set, abort.Token);
        var emotions = new EmotionStage(_options, models.Classifier.Classify, models.Versions, outcomes, _metrics, _time, abort.Token);
        var finders = Finders(models);
        var lanes = Array.ConvertAll(
            finders, f => new InferenceLane(_options, f.Find, emotions.Queue, outcomes, _time, _log, abort.Token));
        using var intake = new FrameIntake(_clients, _options, lanes, outcomes, _metrics, _time, _log);
        _metrics.ObserveDepths(() => Depths(lanes, emotions));
        ReportStart(models, lanes.Length);

        var laneThreads = lanes.Select((lane, i) => failed.Watch(StageThread.Start($"lane {i}", lane.Run))).ToArray();
        var emotionThread = failed.Watch(StageThread.Start("emotion", emotions.Run));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, failed.Token, _clients.Health.Fatal);
        try
        {
            intake.Run(stop.Token);
        }
        catch (Exception e)
        {
            failed.Set(e);
        }

        // The intake has stopped. Each stage ends after what it still has, then the producer, then the offsets: one budget for all.
        var deadline = new Deadline(abort.IsCancellationRequested ? TimeSpan.Zero : _options.DrainTimeout, _time);
        foreach (var lane in lanes)
            lane.Complete();
        Join(Task.WhenAll(laneThreads), deadline, abort);
        emotions.Queue.Complete();
        Join(emotionThread, deadline, abort);
        outcomes.Flush(deadline.Left);
        if (_metrics.InFlight > 0)
            _log.DrainTimedOut(_options.DrainTimeout.TotalSeconds, _metrics.InFlight);
        intake.Leave(deadline);
        foreach (var finder in finders)
            finder.Dispose();
        ReportEnd();
        _clients.Health.ThrowIfFatal();
        failed.ThrowIfSet();
    }

    // A stage that is not done in time is told to abandon what it has, which takes one frame's time at most.
    private static void Join(Task stage, Deadline deadline, CancellationTokenSource abort)
    {
        if (stage.Wait(deadline.Left))
            return;
        abort.Cancel();
        stage.Wait();
    }

    // Each is run once before the first frame comes: buffers grow and code is compiled while nobody waits.
    private FaceFinder[] Finders(InferenceModels models)
    {
        const int width = 640, height = 480;
        using var encoder = new JpegEncoder();
        var blank = encoder.EncodeGray(new byte[width * height], width, height, width, quality: 80);
        var found = new FoundFaces();
        return
        [
            .. Enumerable.Range(0, LaneCount()).Select(_ =>
            {
                var finder = FaceFinder.Create(models.Detector, models.Classifier, _options.Vision);
                finder.Find(blank.Span, found);
                return finder;
            }),
        ];
    }

    private int LaneCount() => _options.Lanes > 0 ? _options.Lanes : Environment.ProcessorCount;

    private void ReportStart(InferenceModels models, int lanes)
    {
        _log.Started(models.Versions.Detector, models.Versions.Emotion, models.Provider.Name, lanes);
        if (models.Provider.FallbackReason is { } reason)
            _log.FellBack(models.Provider.Name, reason);
    }

    private void ReportEnd() => _log.Ended(
        _metrics.Consumed, _metrics.Inferred, LossReport.Text(_metrics.Skipped.Snapshot()), LossReport.Text(_metrics.DeadLetters.Snapshot()),
        _metrics.Abandoned, _metrics.InFlight, _metrics.Lag, _metrics.Faces);

    private static IEnumerable<Measurement<int>> Depths(InferenceLane[] lanes, EmotionStage emotions)
    {
        yield return new Measurement<int>(lanes.Sum(l => l.Depth), new KeyValuePair<string, object?>(StreamMoodMeter.Stage, "lanes"));
        yield return new Measurement<int>(emotions.Queue.Depth, new KeyValuePair<string, object?>(StreamMoodMeter.Stage, "emotion"));
    }
}
