using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera.Sources;
using StreamMood.Pipeline.Camera.Synthetic;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Carries many cameras: each is read at its own pace and its frames are published, newest first when the producer is behind.
/// A camera of people without a recorded consent is not opened, see <see cref="CameraState.NoConsent"/>. Cameras are added, changed and removed as <c>cameras.json</c> changes; a file with a mistake is refused whole.
/// Ends when every camera has come to its end, when it is stopped, or when the broker refuses for good. Stopping is ordered:
/// capture stops, what was captured is published, and what is not acknowledged within <see cref="CameraOptions.StopTimeout"/>
/// counts as dropped, so that afterwards captured = published + dropped.
/// </summary>
public sealed class CameraAgent : BackgroundService
{
    private const string HowToConsent =
        "record it as \"consent\": {\"basis\": \"consent\", \"notice\": \"sign at the door\", \"recordedAt\": \"2026-05-01T09:00:00Z\"} in cameras.json, or with --set camera.consent.basis=… and notice and recordedAt";

    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private readonly CameraOptions _options;
    private readonly KafkaOptions _kafka;
    private readonly CameraMetrics _metrics;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly RoleHealth _health;
    private readonly Func<IFaceArtist> _artist;
    private readonly ConcurrentDictionary<string, ActingScript> _scripts = new(StringComparer.Ordinal);
    private CamerasFileWatch? _watch;
    private IReadOnlyList<CameraSpec> _cameras = [];
    private IReadOnlyList<IFrameSource> _open = [];
    private FrameSources? _sources;
    private KafkaClients? _clients;

    /// <summary>An agent that has not started.</summary>
    public CameraAgent(CameraOptions options, KafkaOptions kafka, CameraMetrics metrics, ILoggerFactory loggers, TimeProvider time, RoleHealth? health = null)
        : this(options, kafka, metrics, loggers, time, () => new GeneratedFaceArtist(options.Generator), health)
    {
    }

    internal CameraAgent(
        CameraOptions options, KafkaOptions kafka, CameraMetrics metrics, ILoggerFactory loggers, TimeProvider time, Func<IFaceArtist> artist,
        RoleHealth? health = null)
    {
        _health = health ?? new RoleHealth("camera", time);
        _options = options;
        _kafka = kafka;
        _metrics = metrics;
        _loggers = loggers;
        _log = loggers.CreateLogger("StreamMood.Camera");
        _time = time;
        _artist = artist;
    }

    /// <summary>When the agent started: part of every frame's id, and the beginning of every script.</summary>
    public DateTimeOffset Epoch { get; private set; }

    /// <summary>The one expression a synthetic camera acted throughout a stretch of time.</summary>
    /// <param name="camera">Camera id.</param>
    /// <param name="start">Start of the stretch.</param>
    /// <param name="end">Its end, exclusive.</param>
    /// <returns>Null when it acted more than one, is not synthetic, or is not this agent's.</returns>
    public Emotion? Acted(string camera, DateTimeOffset start, DateTimeOffset end) =>
        _scripts.TryGetValue(camera, out var script) ? script.HoldsOne(start - Epoch, end - Epoch) : null;

    /// <summary>Reads the set-up and opens every source.</summary>
    /// <exception cref="UserErrorException">With one line for each thing that is wrong.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the file is read: what comes later is a change.
        _watch = _options is { File: { } file, Reload.Ticks: > 0 } ? new CamerasFileWatch(file, _options.Reload, _time) : null;
        _cameras = CameraPlan.Read(_options);
        _clients = new KafkaClients(_kafka, _loggers, _time);
        _health.Watch(_clients.Health);
        _health.DependsOn(() => new DependencyState("cameras", true, $"{_metrics.Cameras().Count(c => c.State == CameraState.Live)} of {_metrics.Cameras().Count} deliver"));

        // A whole millisecond, because the epoch within frame ids is one.
        Epoch = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
        _sources = new FrameSources(_options, _artist, _kafka.MaxFrameBytes, Epoch, _time);
        if (_watch is null)
            RequireConsent(_cameras);
        _open = await _sources.CreateAsync(CameraFleet.WithConsent(_cameras), cancellationToken);
        ReadScripts(_cameras);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _sources?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var clients = _clients!;
        _log.AgentStarts(_cameras.Count);
        using var producer = clients.FrameProducer();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, clients.Health.Fatal);
        var lane = new KafkaFrameLane(producer, clients.Health);
        var consent = new ConsentFollower(_kafka, _log, _time);
        consent.Start(stop.Token);
        if (_options.AdaptiveRate)
            new LoadFollower(_kafka, camera => _metrics.Find(camera)?.Adaptive?.Behind(), _time).Start(stop.Token);
        var fleet = new CameraFleet(
            _sources!, id => new FrameOutbox(lane, _metrics.Of(id), Epoch, _options.MaxInFlight, _kafka.MaxFrameBytes, consent.Forbids), Runner, LeaveOut, stop.Token);
        var reporter = new CameraReporter(_metrics, CameraReporter.Through(producer), _time, _health.Loop("report"));
        var reporting = reporter.RunAsync(stop.Token);
        try
        {
            var captured = CameraFleet.WithConsent(_cameras);
            fleet.Start(captured, _open);
            fleet.Leave(_cameras.Except(captured));
            await FollowFileAsync(fleet, stop.Token);
            await fleet.Ended;
        }
        finally
        {
            var settled = await CloseAsync(fleet.Outboxes, clients.Health);
            await stop.CancelAsync();
            await reporting;
            reporter.Report(all: true);

            // The last reports are worth a moment, no more, and none where frames counted as stopped would go out in it.
            if (settled)
                producer.Flush(LastWords);
        }

        clients.Health.ThrowIfFatal();
    }

    private CameraRunner Runner(CameraSpec camera, IFrameSource source, FrameOutbox outbox)
    {
        var tally = _metrics.Of(camera.Id);
        tally.Consent = camera.Consent;
        tally.Adaptive = _options.AdaptiveRate ? new AdaptiveRate(_options.AdaptiveFloor / camera.Fps, _time) : null;
        return new CameraRunner(
            source, outbox, tally, new RestartBackoff(Random.Shared), CameraRunner.StallTimeout(_options.StallTimeout, camera.Fps), _time, _log);
    }

    private void LeaveOut(CameraSpec camera)
    {
        var tally = _metrics.Of(camera.Id);
        tally.Consent = null;
        tally.State = CameraState.NoConsent;
        _log.NoConsent(camera.Id, HowToConsent);
    }

    // With no file to wait for there is nothing to do.
    private static void RequireConsent(IReadOnlyList<CameraSpec> cameras)
    {
        if (CameraFleet.WithConsent(cameras).Count == 0)
            throw new UserErrorException($"no consent is recorded for {string.Join(", ", cameras.Select(c => $"camera '{c.Id}'"))}, so nothing is captured; {HowToConsent}");
    }

    // Until the last camera has ended or the agent stops.
    private async Task FollowFileAsync(CameraFleet fleet, CancellationToken cancellationToken)
    {
        if (_watch is not { } watch)
            return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            var changed = watch.ChangedAsync(over.Token);
            if (await Task.WhenAny(changed, fleet.IsIdle ? changed : fleet.Ended) != changed || cancellationToken.IsCancellationRequested)
            {
                await over.CancelAsync();
                await changed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            await TakeFileAsync(fleet, cancellationToken);
        }
    }

    private async Task TakeFileAsync(CameraFleet fleet, CancellationToken cancellationToken)
    {
        try
        {
            var cameras = CameraPlan.Read(_options);
            var (added, changed, removed) = await fleet.ReplaceAsync(cameras, cancellationToken);
            ReadScripts(cameras);
            _log.FileTaken(_options.File!, added, changed, removed);
        }
        catch (UserErrorException e)
        {
            _log.FileRefused(_options.File!, e.Message.ReplaceLineEndings("; "));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    private void ReadScripts(IReadOnlyList<CameraSpec> cameras)
    {
        foreach (var camera in cameras.Where(c => c.Source.Kind == SourceKind.Synthetic))
            _scripts[camera.Id] = new ActingScript(camera.Source.Seed);
    }

    // Whether all frames had settled.
    private async Task<bool> CloseAsync(IReadOnlyCollection<FrameOutbox> outboxes, BrokerHealth health)
    {
        using var deadline = new CancellationTokenSource(_options.StopTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, health.Fatal);

        // The producer sends what it holds without being told to; flushing would only take a thread to wait.
        var settled = await Task.WhenAll(outboxes.Select(o => o.CloseAsync(either.Token)));
        _log.AgentStopped(_metrics.Captured, _metrics.Published, _metrics.Dropped.Values.Sum());
        return settled.All(s => s);
    }
}
