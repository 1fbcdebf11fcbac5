using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamMood.Cli.Configuration;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Recommender;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>
/// The three roles in one process, each in a host of its own as it would be in a process of its own; they meet only over the
/// broker. Started from the end of the flow to its beginning and stopped the other way round, so that at the end nothing is on its way.
/// </summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(1);
    private readonly RoleHost _recommender;
    private readonly RoleHost _inference;
    private readonly RoleHost _cameras;
    private readonly TimeProvider _time;
    private readonly TimeSpan _drain;

    /// <summary>Builds the roles; nothing runs yet.</summary>
    public DemoRun(StreamMoodSettings settings, KafkaOptions kafka, Action<ILoggingBuilder> log, TimeProvider time)
    {
        _time = time;
        _drain = settings.Inference.DrainTimeout;
        var slack = TimeSpan.FromSeconds(5);
        _recommender = RoleHost.Build(log, time, settings.Recommender.StopTimeout + slack, s => s.AddSingleton(settings.Telemetry).AddRecommender(settings.Recommender, kafka));
        _inference = RoleHost.Build(log, time, settings.Inference.DrainTimeout + slack, s => s.AddSingleton(settings.Telemetry).AddInference(settings.Inference, kafka));
        _cameras = RoleHost.Build(log, time, settings.Camera.StopTimeout + slack, s => s.AddSingleton(settings.Telemetry).AddCameras(settings.Camera, kafka));
        Captured = _cameras.Services.GetRequiredService<CameraMetrics>();
        Agent = _cameras.Services.GetRequiredService<CameraAgent>();
        Inferred = _inference.Services.GetRequiredService<InferenceMetrics>();
        Recommended = _recommender.Services.GetRequiredService<RecommenderMetrics>();
    }

    /// <summary>The cameras' account.</summary>
    public CameraMetrics Captured { get; }

    /// <summary>The cameras; they know what they act.</summary>
    public CameraAgent Agent { get; }

    /// <summary>The worker's account.</summary>
    public InferenceMetrics Inferred { get; }

    /// <summary>The recommender's account.</summary>
    public RecommenderMetrics Recommended { get; }

    /// <summary>The roles' services.</summary>
    public IReadOnlyList<IServiceProvider> Roles => [_cameras.Services, _inference.Services, _recommender.Services];

    /// <summary>How long the cameras ran.</summary>
    public TimeSpan Captures { get; private set; }

    /// <summary>Frames on their way through the worker or not yet read by it, by the worker's own account; exact once it has stopped.</summary>
    public long InFlight => Inferred.InFlight + Inferred.Lag;

    /// <summary>Frames whose outcome the worker knows.</summary>
    public long Finished => Inferred.Inferred + Inferred.Skipped.Total + Inferred.DeadLetters.Total;

    /// <summary>Runs until cancelled, the cameras end, or a role fails; then stops in order.</summary>
    /// <param name="limit">How long the cameras run; null for ever.</param>
    /// <param name="started">Called when the cameras run.</param>
    /// <param name="cancellationToken">Asks for the orderly stop.</param>
    public async Task RunAsync(TimeSpan? limit, Action started, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        var start = _time.GetTimestamp();
        started();
        using var timer = Durations.Timer(limit, cancellationToken);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _cameras.Stopping, _inference.Stopping, _recommender.Stopping);
        await Until(any.Token);
        Captures = _time.GetElapsedTime(start);

        // Each in turn, whichever fails: a role left running would hold the process.
        List<Exception> failures = [];
        await Try(_cameras.StopAsync, failures);
        await DrainAsync(() => Finished >= Captured.Published);
        await DrainAsync(() => Recommended.Consumed >= Inferred.Inferred);
        await Try(_inference.StopAsync, failures);
        await Try(_recommender.StopAsync, failures);
        if (failures.Count > 0)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures[0]);
    }

    public async ValueTask DisposeAsync()
    {
        await _cameras.DisposeAsync();
        await _inference.DisposeAsync();
        await _recommender.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _recommender.StartAsync(cancellationToken);
            await _inference.StartAsync(cancellationToken);
            await WorkerReadyAsync(cancellationToken);
            await _cameras.StartAsync(cancellationToken);
        }
        catch
        {
            // What runs already must leave before the broker goes, or it would complain that the broker went.
            List<Exception> further = [];
            await Try(_inference.StopAsync, further);
            await Try(_recommender.StopAsync, further);
            throw;
        }
    }

    // What is captured before the worker has its partitions can only wait (a Kafka holds a group's first member back for three
    // seconds), and would tell of the start and not of the demo. An orchestrator waits for /health/ready likewise. Not for ever: cameras
    // do not need a worker, and the broker's troubles come out of the roles.
    private async Task WorkerReadyAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        var health = _inference.Services.GetRequiredService<RoleHealth>();
        while (!health.IsReady && _time.GetElapsedTime(start) < ReadyPatience && !_inference.Stopping.IsCancellationRequested)
            await Task.Delay(Poll, _time, cancellationToken);
    }

    private static async Task Until(CancellationToken cancellationToken)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(() => stop.TrySetResult()))
            await stop.Task;
    }

    private static async Task Try(Func<Task> stop, List<Exception> failures)
    {
        try
        {
            await stop();
        }
        catch (Exception e)
        {
            failures.Add(e);
        }
    }

    private async Task DrainAsync(Func<bool> done)
    {
        var start = _time.GetTimestamp();
        while (!done() && _time.GetElapsedTime(start) < _drain && !_inference.Stopping.IsCancellationRequested)
            await Task.Delay(Poll, _time);
    }
}
