using System.Diagnostics;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Camera;

public sealed class AgentDeathTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agent-death").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Sigkill_AgentWithVideo_TakesItsFfmpegAlong()
    {
        TestVideo.Need();
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        var clip = TestVideo.Make(_folder, "endless-clip.mkv", "-c:v", "mpeg4");
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "streammood.dll"), "camera", "--bootstrap", broker.Bootstrap, "--source", clip, "--set", "camera.consent.basis=consent", "--set", "camera.consent.notice=none", "--set", "camera.consent.recordedAt=2026-01-01"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var agent = Process.Start(start)!;
        try
        {
            await Poll.Until(() => Players(clip).Length > 0 || agent.HasExited, "ffmpeg plays the clip");
            Assert.False(agent.HasExited, agent.HasExited ? await agent.StandardError.ReadToEndAsync() : "");
            Assert.Single(Players(clip));
        }
        finally
        {
            agent.Kill();
        }

        await agent.WaitForExitAsync();
        await Poll.Until(() => Players(clip).Length == 0, "ffmpeg is gone with its agent");
    }

    /// <summary>Processes other than the agent that name the clip and play it.</summary>
    private static string[] Players(string clip) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Plays(folder, clip)),
    ];

    private static bool Plays(string folder, string clip)
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
            return words.Length > 1 && Path.GetFileName(words[0]) == "ffmpeg" && words.Contains("file:" + clip);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
