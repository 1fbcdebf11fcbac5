using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Pipeline.Camera;

/// <summary>Puts the camera agent into a host.</summary>
public static class CameraRegistration
{
    /// <summary>Adds the agent, its metrics and, where the host has none, the system's clock. <see cref="CameraAgent"/> and <see cref="CameraMetrics"/> can be asked for.</summary>
    public static IServiceCollection AddCameras(this IServiceCollection services, CameraOptions options, KafkaOptions kafka)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new CameraMetrics(provider.GetRequiredService<TimeProvider>(), provider.GetService<TelemetryOptions>()));
        services.AddSingleton(provider => new RoleHealth("camera", provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new CameraAgent(
            options, kafka, provider.GetRequiredService<CameraMetrics>(),
            provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<RoleHealth>()));
        return services.AddHostedService(provider => provider.GetRequiredService<CameraAgent>());
    }
}
