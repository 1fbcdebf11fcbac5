using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Recommender;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood recommend</c>: emotion events to recommendations.</summary>
internal static class RecommendCommand
{
    public static Command Build(CommandContext context) => RoleCommand.Build(
        context,
        "recommend",
        Verbs.Describe(
            "Smooths emotion events over event-time windows and recommends a song category a camera and window.",
            "streammood recommend --bootstrap kafka-1:9092 --window 2s"),
        [TopicNames.Emotions, TopicNames.Recommendations, TopicNames.DeadLetters, TopicNames.RecommenderState, TopicNames.Zones, TopicNames.Control],
        [.. RecommenderSettingOptions.All()],
        (services, settings) =>
        {
            SongSetup.Apply(settings, context.Terminal);
            services.AddRecommender(settings.Recommender, settings.Kafka);
        },
        settings => settings.Recommender.StopTimeout,
        services => Account(services.GetRequiredService<RecommenderMetrics>()));

    private static string Account(RecommenderMetrics metrics) => JsonSerializer.Serialize(
        new RecommenderAccount(metrics.Consumed, metrics.Recommendations, metrics.Late), AccountJson.Default.RecommenderAccount);
}
