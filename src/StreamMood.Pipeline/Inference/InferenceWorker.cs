using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// The inference role: frames → backlog → lanes (decode, detect, align, track) → batched emotions → events, acknowledged → offsets stored.
/// This file holds the composition and the order of stopping.
/// </summary>
public sealed class InferenceWorker : BackgroundService
{
    private const int LanesPerStage = 3;

    private readonly InferenceOptions _options;
    private readonly KafkaClients _clients;
    private readonly InferenceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RoleHealth _health;
    private ModelSlot? _models;
    private volatile FrameIntake? _intake;

    /// <summary>A worker; nothing runs yet.</summary>
    /// <param name="options">How to read frames.</param>
    /// <param name="kafka">How to reach Kafka.</param>
    /// <param name="metrics">Takes the counts.</param>
    /// <param name="loggers">Takes the log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="health">Takes the loops' signs of life and what the worker depends on.</param>
    /// <exception cref="UserErrorException">When a Kafka setting is unusable.</exception>
    public InferenceWorker(InferenceOptions options, KafkaOptions kafka, InferenceMetrics metrics, ILoggerFactory loggers, TimeProvider time, RoleHealth? health = null)
    {
        _health = health ?? new RoleHealth("infer", time);
        _options = options;
        _metrics = metrics;
        _time = time;
        _log = loggers.CreateLogger<InferenceWorker>();
        _clients = new KafkaClients(kafka, loggers, time);
        _health.Watch(_clients.Health);
        _health.DependsOn(() => new DependencyState("models", _metrics.Provider is not null, _metrics.Provider is { } p ? $"{_metrics.Detector!.Name} and {_metrics.Emotion!.Name} on {p.Name}" : "not loaded yet"));
        _health.DependsOn(() => new DependencyState("group", _intake is { HasJoined: true }, _intake is { HasJoined: true } ? "joined" : "no partitions given yet"));
    }

    /// <summary>Loads the models and begins.</summary>
    /// <exception cref="UserErrorException">When a model or the provider is unusable.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var models = await Task.Run(() => InferenceModels.Load(_options), cancellationToken);
        _models = new ModelSlot(models);
        _metrics.Describe(models);
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

    private void Run(ModelSlot slot, CancellationToken stopping)
    {
        using var failed = new FailureSignal();
        // A stop that comes while frames or events cannot move on (no room, no broker) waits no longer than one that drains.
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var begin = stopping.Register(() => late.CancelAfter(_options.DrainTimeout));
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(failed.Token, _clients.Health.Fatal, late.Token);
        using var outcomes = new FrameOutcomes(_clients.EventProducer(), _clients.Health, _metrics, _log, _time, failed.Set, abort.Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, failed.Token, _clients.Health.Fatal);
        var watched = new ModelWatch(_options, slot, _metrics, _time, _log); // first of all: what is in use was loaded just now
        using var consent = new ConsentWatch(_clients, _health.Loop("consent"), _time, _log);
        if (!TryReadConsent(consent, stop.Token))
        {
            _clients.Health.ThrowIfFatal();
            return;
        }

        outcomes.Prepare(slot.First.Versions);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(abort.Token);
        var models = slot.First;
        using var backlog = new FrameBacklog(_options, w => outcomes.Skip(w, InferenceMetrics.Overload), _time, abort.Token);
        var laneCount = _options.LaneCount;
        var emotions = Stages(models, laneCount, outcomes, consent, abort.Token);
        var finders = Array.ConvertAll(new object[laneCount], _ => new LaneFinder(slot, _options.Vision));
        var lanes = Array.ConvertAll(
            finders, f => new InferenceLane(_options, f.Find, backlog, emotions, outcomes, _metrics, consent.IsRevoked, _health.Loop("lane"), _time, _log, abort.Token));
        using var intake = new FrameIntake(_clients, _options, backlog, outcomes, consent, _metrics, _health.Loop("intake"), _time, _log);
        _intake = intake;
        _metrics.ObserveDepths(() => Depths(backlog, emotions));
        ReportStart(models, lanes.Length);

        var laneThreads = lanes.Select((lane, i) => failed.Watch(StageThread.Start($"lane {i}", lane.Run))).ToArray();
        var emotionThreads = emotions.Select((stage, i) => failed.Watch(StageThread.Start($"emotion {i}", stage.Run))).ToArray();
        var consentThread = failed.Watch(StageThread.Start("consent", () => consent.Run(done.Token)));
        var watch = failed.Watch(watched.RunAsync(stop.Token));
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
        backlog.Complete();
        Join(Task.WhenAll(laneThreads), deadline, abort);
        foreach (var stage in emotions)
            stage.Queue.Complete();
        Join(Task.WhenAll(emotionThreads), deadline, abort);
        outcomes.Flush(deadline.Left);
        if (_metrics.InFlight > 0)
            _log.DrainTimedOut(_options.DrainTimeout.TotalSeconds, _metrics.InFlight);
        intake.Leave(deadline);
        watch.Wait(CancellationToken.None);
        done.Cancel();
        consentThread.Wait(CancellationToken.None);
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

    // Before that nobody is looked at.
    private static bool TryReadConsent(ConsentWatch consent, CancellationToken stop)
    {
        try
        {
            consent.ReadAll(stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // On a processor one stage keeps up with some lanes; a device wants its batches whole.
    private EmotionStage[] Stages(InferenceModels models, int lanes, FrameOutcomes outcomes, ConsentWatch consent, CancellationToken abort) =>
    [
        .. Enumerable.Range(0, models.Provider.Name == "cpu" ? (lanes + LanesPerStage - 1) / LanesPerStage : 1)
            .Select(_ => new EmotionStage(_options, outcomes, consent.IsRevoked, _metrics, _health.Loop("emotion"), _time, _log, abort)),
    ];

    private void ReportStart(InferenceModels models, int lanes)
    {
        _log.Started(models.Versions.Detector, models.Versions.Emotion, models.Provider.Name, lanes);
        if (models.Provider.FallbackReason is { } reason)
            _log.FellBack(models.Provider.Name, reason);
    }

    private void ReportEnd() => _log.Ended(
        _metrics.Consumed, _metrics.Inferred, LossReport.Text(_metrics.Skipped.Snapshot()), LossReport.Text(_metrics.DeadLetters.Snapshot()),
        _metrics.Abandoned, _metrics.InFlight, _metrics.Lag, _metrics.Faces);

    private static IEnumerable<Measurement<int>> Depths(FrameBacklog backlog, EmotionStage[] emotions)
    {
        yield return new Measurement<int>(backlog.Depth, new KeyValuePair<string, object?>(StreamMoodMeter.Stage, "lanes"));
        yield return new Measurement<int>(emotions.Sum(e => e.Queue.Depth), new KeyValuePair<string, object?>(StreamMoodMeter.Stage, "emotion"));
    }
}
