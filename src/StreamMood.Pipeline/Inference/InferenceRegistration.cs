using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Pipeline.Inference;

/// <summary>Registers the inference role.</summary>
public static class InferenceRegistration
{
    /// <summary>
    /// Adds the inference worker as a hosted service and its <see cref="InferenceMetrics"/>. Needs logging and a
    /// <see cref="TimeProvider"/>. The host's shutdown timeout must exceed <see cref="InferenceOptions.DrainTimeout"/>.
    /// </summary>
    public static IServiceCollection AddInference(this IServiceCollection services, InferenceOptions options, KafkaOptions kafka)
    {
        services.AddSingleton(provider => new InferenceMetrics(provider.GetService<TelemetryOptions>()));
        services.AddSingleton(provider => new RoleHealth("infer", provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new InferenceWorker(
            options, kafka, provider.GetRequiredService<InferenceMetrics>(), provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<RoleHealth>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<InferenceWorker>());
        return services;
    }
}
