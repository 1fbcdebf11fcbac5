using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Pipeline.Recommender;

/// <summary>Puts the recommender into a host.</summary>
public static class RecommenderRegistration
{
    /// <summary>Adds the worker, its metrics and, where the host has none, the system's clock. <see cref="RecommenderMetrics"/> can be asked for.</summary>
    public static IServiceCollection AddRecommender(this IServiceCollection services, RecommenderOptions options, KafkaOptions kafka)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new RecommenderMetrics(provider.GetService<TelemetryOptions>()));
        services.AddSingleton<IRoleMetrics>(_ => new ZoneMetrics(options.ToZones()));
        services.AddSingleton(provider => new RoleHealth("recommend", provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RecommenderWorker(
            options, kafka, provider.GetRequiredService<RecommenderMetrics>(),
            provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<RoleHealth>()));
        return services.AddHostedService(provider => provider.GetRequiredService<RecommenderWorker>());
    }
}
