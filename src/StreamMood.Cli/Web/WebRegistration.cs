using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Web.Board;
using StreamMood.Pipeline.Http;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Web;

/// <summary>Puts the operators' page into a host.</summary>
internal static class WebRegistration
{
    /// <summary>Adds the reader of the topics and the page's endpoints.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="settings">Zones, strategies, and whether there is a token.</param>
    /// <param name="kafka">How to reach Kafka.</param>
    public static IServiceCollection AddWeb(this IServiceCollection services, StreamMoodSettings settings, KafkaOptions kafka)
    {
        var zones = Zones(settings.Recommender.Zones);
        var writable = settings.Http.Token is not null;
        var rules = new ControlRules(
            zones.Values.ToHashSet(StringComparer.Ordinal).Contains,
            name => (settings.Mood.ToDecisions()?.GetValueOrDefault(name)?.Strategy ?? settings.Mood.Strategy).ToString().ToLowerInvariant());
        services.AddSingleton(p => new BoardHub(new LiveBoard(zones.GetValueOrDefault), writable, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new KafkaClients(kafka, p.GetRequiredService<ILoggerFactory>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new ControlDesk(p.GetRequiredService<KafkaClients>(), rules, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<EventStream>();
        services.AddSingleton<IHttpFeature>(p => new WebFeature(
            p.GetRequiredService<BoardHub>(), p.GetRequiredService<EventStream>(), p.GetRequiredService<ControlDesk>(), writable));
        return services.AddHostedService<BoardReader>();
    }

    // zone to cameras with commas, or zone.0, zone.1 … to one each; checked already where the recommender's settings are.
    private static Dictionary<string, string?> Zones(IEnumerable<KeyValuePair<string, string>> setting)
    {
        Dictionary<string, string?> zones = new(StringComparer.Ordinal);
        foreach (var (key, value) in setting)
        {
            var dot = key.LastIndexOf('.');
            var zone = dot > 0 && int.TryParse(key[(dot + 1)..], out _) ? key[..dot] : key;
            foreach (var camera in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                zones[camera] = zone;
        }

        return zones;
    }
}
