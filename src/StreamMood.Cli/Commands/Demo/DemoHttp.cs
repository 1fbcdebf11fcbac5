using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamMood.Cli.Configuration;
using StreamMood.Pipeline.Http;
using StreamMood.Pipeline.Telemetry;
using StreamMood.Pipeline.Telemetry.Health;
using StreamMood.Pipeline.Telemetry.Prometheus;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>One HTTP server for the three roles of a demo. Comes up beside them, so that the first frames do not wait for it.</summary>
internal sealed class DemoHttp : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly HttpOptions _options;
    private readonly StreamMoodSettings _settings;
    private readonly DemoRun _run;
    private readonly RoleHost? _page;
    private readonly TimeProvider _time;
    private StreamMoodTelemetry? _telemetry;
    private HttpServer? _server;
    private Task _started = Task.CompletedTask;

    /// <param name="settings">Where, and what is measured.</param>
    /// <param name="run">The roles.</param>
    /// <param name="page">The operators' page; null for none.</param>
    /// <param name="log">Takes the log.</param>
    /// <param name="time">The clock.</param>
    public DemoHttp(StreamMoodSettings settings, DemoRun run, RoleHost? page, Action<ILoggingBuilder> log, TimeProvider time)
    {
        _options = settings.Http;
        _settings = settings;
        _run = run;
        _page = page;
        _loggers = LoggerFactory.Create(log);
        _time = time;
    }

    /// <summary>Where it listens; null before it does.</summary>
    public string? Address => _server?.Address;

    /// <summary>Begins to listen on a port that was asked for, which may be taken.</summary>
    public Task ClaimAsync(CancellationToken cancellationToken) => _options.Port > 0 ? StartAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Begins to listen if it does not yet.</summary>
    /// <param name="listening">Called with the address.</param>
    public void Start(Action<string> listening) => _started = Task.Run(async () =>
    {
        if (_options.IsOn && _server is null)
            await StartAsync(CancellationToken.None);
        if (_page is not null)
            await _page.StartAsync(CancellationToken.None);
        if (Address is { } address)
            listening(address);
    });

    public async ValueTask DisposeAsync()
    {
        await _started.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server is not null)
        {
            await _server.StopAsync(CancellationToken.None);
            await _server.DisposeAsync();
        }

        if (_page is not null)
            await _page.StopAsync();
        _telemetry?.Dispose();
        _loggers.Dispose();
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _telemetry = new StreamMoodTelemetry(_settings.Telemetry, new ProcessMetrics(_settings.Certificates()));
        foreach (var role in _run.Roles)
            _ = role.GetServices<IRoleMetrics>().Count(); // made when asked for
        IHttpFeature[] features =
        [
            new HealthFeature(_run.Roles.SelectMany(r => r.GetServices<RoleHealth>())), new MetricsFeature(_telemetry),
            .. _run.Roles.SelectMany(r => r.GetServices<IHttpFeature>()), .. _page?.Services.GetServices<IHttpFeature>() ?? [],
        ];
        _server = new HttpServer(_options, features, _loggers, _time);
        return _server.StartAsync(cancellationToken);
    }
}
