using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Reads emotion events and publishes recommendations, one <see cref="RecommenderStep"/> an assigned partition, all on one
/// thread. Outputs, state and progress become lasting together, see <see cref="IDelivery"/>; so after a SIGKILL, and for
/// whoever takes a partition over, everything goes on as if nothing had happened. When a transaction fails, what was not
/// committed is void, and a new <see cref="RecommenderSession"/> begins from what was.
/// </summary>
public sealed class RecommenderWorker : BackgroundService
{
    /// <summary>The role's part of the consumer group's name.</summary>
    public const string Role = "recommend";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly RecommenderOptions _options;
    private readonly KafkaOptions _kafka;
    private readonly RecommenderMetrics _metrics;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly RoleHealth _health;

    /// <summary>A worker that has not started.</summary>
    public RecommenderWorker(
        RecommenderOptions options, KafkaOptions kafka, RecommenderMetrics metrics, ILoggerFactory loggers, TimeProvider time,
        RoleHealth? health = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(kafka);
        ArgumentNullException.ThrowIfNull(loggers);
        _options = options;
        _kafka = kafka;
        _metrics = metrics;
        _loggers = loggers;
        _log = loggers.CreateLogger("StreamMood.Recommender");
        _time = time;
        _health = health ?? new RoleHealth(Role, time);
    }

    /// <inheritdoc />
    /// <exception cref="FatalBrokerException">When the broker refuses for good.</exception>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stoppingToken)
    {
        var clients = new KafkaClients(_kafka, _loggers, _time);
        _health.Watch(clients.Health);
        var heartbeat = _health.Loop("recommend");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, clients.Health.Fatal);
        var exactly = _options.Delivery == DeliveryGuarantee.ExactlyOnce && !_kafka.Embedded;
        var name = _kafka.GroupInstanceId ?? $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
        _log.Starts(
            exactly ? "exactly once" : _kafka.Embedded ? "at least once, with equal ids (the embedded broker has no transactions)" : "at least once, with equal ids",
            _options.Windows, _options.Window, _options.Grace, _options.ToMood().Filter.Create(_options.ToMood().Step).Description, _options.ToZones().Names.Count());
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var session = new RecommenderSession(_options, _kafka.GroupPrefix, clients, exactly ? $"{_kafka.GroupPrefix}.{Role}.{name}" : null, _metrics, heartbeat, _log, _time, stop.Token);
                session.Run();
            }
            catch (Exception e) when (e is DeliveryException or UserErrorException { InnerException: KafkaException })
            {
                _metrics.BeginAnew();
                _log.BeginsAnew(e.Message);
                heartbeat.Rest();
                // A member with a name of its own gets its last assignment back without a rebalance, and what it was about to hand
                // over would be nobody's: it waits until the group has forgotten it.
                stop.Token.WaitHandle.WaitOne(_kafka.GroupInstanceId is null ? Pause : clients.SessionTimeout + Pause);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Asked to stop while it waited for the broker.
            }
        }

        heartbeat.Rest();
        _log.Stopped(_metrics.Recommendations, _metrics.Consumed, _metrics.DeadLetters, _metrics.Late);
        clients.Health.ThrowIfFatal();
    }
}
