using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StreamMood.Pipeline.Http;
using StreamMood.Pipeline.Telemetry.Prometheus;

namespace StreamMood.Pipeline.Telemetry;

/// <summary>Puts telemetry into a host.</summary>
public static class TelemetryRegistration
{
    /// <summary>Makes the options known to the roles' metrics, and listens where Prometheus can ask or a collector is named.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">What is measured and where it goes.</param>
    /// <param name="http">Whether HTTP is answered.</param>
    /// <param name="certificates">PEM files that expire: setting and path.</param>
    public static IServiceCollection AddTelemetry(
        this IServiceCollection services, TelemetryOptions options, HttpOptions http, IEnumerable<(string Setting, string File)> certificates)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(http);
        services.AddSingleton(options);
        if (!http.IsOn && options.Otlp.Endpoint is null)
            return services;
        services.AddSingleton(_ => new StreamMoodTelemetry(options, new ProcessMetrics(certificates)));
        services.AddSingleton<IHttpFeature>(p => new MetricsFeature(p.GetRequiredService<StreamMoodTelemetry>()));
        return services.AddHostedService(p => new Listening(p.GetRequiredService<StreamMoodTelemetry>(), p.GetServices<IRoleMetrics>()));
    }

    // Made when the host starts, not when somebody first asks.
    private sealed class Listening(StreamMoodTelemetry telemetry, IEnumerable<IRoleMetrics> metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            GC.KeepAlive((telemetry, metrics));
            return Task.CompletedTask;
        }
    }
}
