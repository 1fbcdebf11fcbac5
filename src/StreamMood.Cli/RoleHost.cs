using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Operator;

namespace StreamMood.Cli;

/// <summary>
/// One role with its services. The generic host starts and stops it; unlike the host alone, the first failure of a background
/// loop comes out of <see cref="RunAsync"/>, so that a dead loop ends the process with its one line.
/// </summary>
internal sealed class RoleHost : IAsyncDisposable
{
    private readonly IHost _host;

    private RoleHost(IHost host) => _host = host;

    /// <summary>The role's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Cancelled when the role begins to stop, by itself or because it was told.</summary>
    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>Builds a role; nothing runs yet.</summary>
    /// <param name="log">Where log lines go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopTimeout">How long an orderly stop may take.</param>
    /// <param name="configure">Registers the role.</param>
    public static RoleHost Build(Action<ILoggingBuilder> log, TimeProvider time, TimeSpan stopTimeout, Action<IServiceCollection> configure)
    {
        // Empty: no appsettings.json, no environment, no arguments. Settings come from our own loader alone.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(time);
        builder.Services.Configure<HostOptions>(o =>
        {
            o.ShutdownTimeout = stopTimeout;
            o.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });
        builder.Services.AddLogging(log);
        // The host's own lines about starting and stopping say nothing that ours do not.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        configure(builder.Services);
        return new RoleHost(builder.Build());
    }

    /// <summary>One line a log entry on stderr, UTC, as text or JSON; what repeats is held back, see <see cref="RepeatLimit"/>.</summary>
    public static Action<ILoggingBuilder> LogToStandardError(LogSettings settings, TimeProvider time) => logging =>
    {
        const string timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        logging.SetMinimumLevel(settings.Level).AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        if (settings.Format == LogFormat.Json)
            logging.AddJsonConsole(o =>
            {
                o.UseUtcTimestamp = true;
                o.TimestampFormat = timestamp.TrimEnd();
            });
        else
            logging.AddSimpleConsole(o =>
            {
                o.SingleLine = true;
                o.UseUtcTimestamp = true;
                o.TimestampFormat = timestamp;
                o.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        logging.Services.Remove(logging.Services.Single(s => s.ImplementationType == typeof(ConsoleLoggerProvider)));
        logging.Services.AddSingleton<ILoggerProvider>(p => new RepeatLimit(ActivatorUtilities.CreateInstance<ConsoleLoggerProvider>(p), time));
    };

    /// <summary>Starts the role.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);

        // A loop that has come to its end (every source of the cameras has) ends the role; the host alone would wait on for ever.
        var lifetime = _host.Services.GetRequiredService<IHostApplicationLifetime>();
        foreach (var service in _host.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            _ = service.ExecuteTask?.ContinueWith(ended => lifetime.StopApplication(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Stops the role in order and throws what made one of its loops fail, if any did.</summary>
    public async Task StopAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        foreach (var service in _host.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            if (service.ExecuteTask is { IsFaulted: true } failed)
                await failed;
    }

    /// <summary>Runs until <paramref name="cancellationToken"/> asks for the stop or the role ends by itself.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (either.Token.Register(() => stop.TrySetResult()))
            await stop.Task;
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            _host.Dispose();
    }

    /// <summary>Signals are the command line's business, see <see cref="Interrupt"/>.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
