using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Pipeline.Http;

/// <summary>Puts the HTTP server into a host.</summary>
public static class HttpRegistration
{
    /// <summary>Adds the server with every <see cref="IHttpFeature"/> of the host; nothing when it is off.</summary>
    public static IServiceCollection AddHttp(this IServiceCollection services, HttpOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.IsOn)
            return services;
        services.AddSingleton<IHttpFeature>(p => new HealthFeature(p.GetServices<RoleHealth>()));
        services.AddSingleton(p => new HttpServer(
            options, p.GetServices<IHttpFeature>(), p.GetRequiredService<ILoggerFactory>(), p.GetRequiredService<TimeProvider>()));
        return services.AddHostedService(p => p.GetRequiredService<HttpServer>());
    }
}
