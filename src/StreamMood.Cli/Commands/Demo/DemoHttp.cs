using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamMood.Pipeline.Http;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>One HTTP server for the three roles of a demo. Comes up beside them, so that the first frames do not wait for it.</summary>
internal sealed class DemoHttp : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly HttpOptions _options;
    private readonly HttpServer _server;
    private Task _started = Task.CompletedTask;

    public DemoHttp(HttpOptions options, DemoRun run, Action<ILoggingBuilder> log, TimeProvider time)
    {
        _options = options;
        _loggers = LoggerFactory.Create(log);
        _server = new HttpServer(options, [new HealthFeature(run.Roles.SelectMany(r => r.GetServices<RoleHealth>())), .. run.Roles.SelectMany(r => r.GetServices<IHttpFeature>())], _loggers, time);
    }

    /// <summary>Where it listens; null before it does.</summary>
    public string? Address => _server.Address;

    /// <summary>Begins to listen on a port that was asked for, which may be taken.</summary>
    public Task ClaimAsync(CancellationToken cancellationToken) => _options.Port > 0 ? _server.StartAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Begins to listen if it does not yet.</summary>
    /// <param name="listening">Called with the address.</param>
    public void Start(Action<string> listening) => _started = Task.Run(async () =>
    {
        if (Address is null)
            await _server.StartAsync(CancellationToken.None);
        if (Address is { } address)
            listening(address);
    });

    public async ValueTask DisposeAsync()
    {
        await _started.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        _loggers.Dispose();
    }
}
