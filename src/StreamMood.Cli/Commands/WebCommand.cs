using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Web;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood web</c>: the operators' page.</summary>
internal static class WebCommand
{
    /// <summary>Port when nothing is asked for.</summary>
    public const int DefaultPort = 8080;

    public static Command Build(CommandContext context) => RoleCommand.Build(
        context,
        "web",
        Verbs.Describe(
            $"Serves the operators' page at http://127.0.0.1:{DefaultPort}: every camera and zone live, dead letters, decisions. With http.token, "
            + "operators decide from the page, and it may be reached from outside. Zones are those of recommender.zones.",
            "streammood web --bootstrap kafka-1:9092",
            "streammood web --bootstrap kafka-1:9092 --set http.listen=0.0.0.0 --set 'http.token=${file:/run/secrets/streammood}'"),
        [.. BoardReader.Topics.Keys],
        [],
        (services, settings) => services.AddWeb(settings, settings.Kafka),
        _ => TimeSpan.FromSeconds(5),
        services => System.Text.Encoding.UTF8.GetString(services.GetRequiredService<BoardHub>().Snapshot().Json),
        defaults: settings => settings.Http.Port = DefaultPort,
        http: CommonOptions.Http("the page, /health and /metrics", $"{DefaultPort}"));
}
