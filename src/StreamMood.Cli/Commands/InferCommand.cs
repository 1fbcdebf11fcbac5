using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Inference;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood infer</c>: frames to emotion events.</summary>
internal static class InferCommand
{
    public static Command Build(CommandContext context) => RoleCommand.Build(
        context,
        "infer",
        Verbs.Describe(
            "Finds faces in frames and reads their expressions: one emotion event a frame. Start as many as there is work for.",
            "streammood infer --bootstrap kafka-1:9092"),
        [TopicNames.Frames, TopicNames.Emotions, TopicNames.DeadLetters, TopicNames.Control, TopicNames.Load],
        [
            InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(), InferenceSettingOptions.Emotion(),
            InferenceSettingOptions.DetectorSize(), InferenceSettingOptions.MaxAge(), InferenceSettingOptions.Lanes(),
        ],
        (services, settings) => services.AddInference(settings.Inference, settings.Kafka),
        settings => settings.Inference.DrainTimeout,
        services => Account(services.GetRequiredService<InferenceMetrics>()),
        seesPictures: true);

    private static string Account(InferenceMetrics metrics) => JsonSerializer.Serialize(
        new InferenceAccount(metrics.Consumed, metrics.Inferred, metrics.Skipped.Snapshot(), metrics.DeadLetters.Snapshot(), metrics.Faces),
        AccountJson.Default.InferenceAccount);
}
