using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Camera;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood camera</c>: publishes frames.</summary>
internal static class CameraCommand
{
    public static Command Build(CommandContext context) => RoleCommand.Build(
        context,
        "camera",
        Verbs.Describe(
            "Publishes the frames of one or many cameras: RTSP, HTTP MJPEG, USB, video files, folders of pictures, synthetic ones.",
            "streammood camera --bootstrap kafka-1:9092 --cameras cameras.json",
            "streammood camera --bootstrap kafka-1:9092 --source rtsp://10.0.0.5/stream1 --fps 5",
            "streammood camera --bootstrap kafka-1:9092 --count 20 --fps 5"),
        [TopicNames.Frames, TopicNames.Cameras, TopicNames.Control, TopicNames.Load],
        [
            CameraSettingOptions.File(), CameraSettingOptions.Count("--count", "Synthetic cameras. Default 0."), CameraSettingOptions.Source(),
            CameraSettingOptions.Loop(), CameraSettingOptions.Fps(), CameraSettingOptions.Seed(),
        ],
        (services, settings) => services.AddCameras(settings.Camera, settings.Kafka),
        settings => settings.Camera.StopTimeout,
        services => Account(services.GetRequiredService<CameraMetrics>()),
        seesPictures: true);

    private static string Account(CameraMetrics metrics) =>
        JsonSerializer.Serialize(new CameraAccount(metrics.Captured, metrics.Published, Reasons.Occurred(metrics.Dropped)), AccountJson.Default.CameraAccount);
}
