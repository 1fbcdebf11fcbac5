using System.Diagnostics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.IntegrationTests.Web;

namespace StreamMood.IntegrationTests.Cli;

/// <summary>Every command of the README runs: with its files made up here, the embedded broker in place of the named one, and an end where it has none.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streammood-");

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public void Commands_AreThoseThisTestKnows()
    {
        // What infra/setup, infra/test and infra/demo do around the program is checked by running this very test with them.
        Assert.All(Commands(), c => Assert.True(c[0] is "infra/demo" or "infra/streammood" or "infra/test" or "infra/setup", string.Join(' ', c)));
        Assert.Contains(Commands(), c => c is ["infra/demo"]);
    }

    [Fact]
    public async Task Commands_RunAsWritten_DoNotFail()
    {
        using var broker = new EmbeddedTestBroker();
        using var fleet = new MadeFleet(broker, 1);
        await MakeFilesAsync();
        foreach (var command in Commands().Where(c => c[0] is "infra/demo" or "infra/streammood"))
        {
            string[] args = [.. command[0] == "infra/demo" ? ["demo"] : Array.Empty<string>(), .. command[1..].Select(a => Substitute(a, broker.Broker.Bootstrap)), .. Ending(command)];
            if (args is ["topics", "create", ..])
                continue; // the embedded broker makes topics when it starts; creating them is tested on a real one
            using var program = Program.Start(args);
            if (args[0] is "watch" or "demo")
            {
                await program.UntilAsync(p =>
                {
                    if (args[0] == "watch")
                        fleet.Publish(0);
                    return p.Out.Split('\n').Length > 3;
                });
                program.Interrupt();
            }

            var code = await program.ExitCodeAsync();
            Assert.True(code == 0, $"{string.Join(' ', command)} ended with {code}: {program.Error}");
        }
    }

    private static string[] Ending(string[] command) =>
        command is [_, "camera" or "infer" or "recommend", ..] ? ["--duration", "5"]
        : command is [_, "web", ..] ? ["--duration", "5", "--http", "0"] // 8080 may be somebody else's here
        : command is [_, "bench", ..] ? ["--seconds", "1"]
        : [];

    private static string[][] Commands()
    {
        var inBlock = false;
        List<string[]> commands = [];
        foreach (var line in File.ReadLines(Path.Combine(Root(), "README.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                inBlock = !inBlock && line == "```sh";
            else if (inBlock && line.Length > 0)
                commands.Add([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        }

        return [.. commands.Select(WithoutOwnEnding)];
    }

    // A duration or time in the README is its reader's; the test brings a shorter one.
    private static string[] WithoutOwnEnding(string[] command)
    {
        var at = Array.FindIndex(command, a => a is "--duration" or "--seconds");
        return at < 0 ? command : [.. command[..at], .. command[(at + 2)..]];
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StreamMood.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests must run from inside the repository");
        return folder.FullName;
    }

    private string Substitute(string argument, string bootstrap) => argument switch
    {
        "kafka-1:9092" => bootstrap,
        "lobby.mp4" or "party.jpg" or "cameras.json" or "songs.csv" or "out" => Path.Combine(_folder.FullName, argument),
        _ => argument,
    };

    private async Task MakeFilesAsync()
    {
        var video = Path.Combine(_folder.FullName, "lobby.mp4");
        await FfmpegAsync("-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=2", video);
        await FfmpegAsync("-f", "lavfi", "-i", "testsrc=size=320x240", "-frames:v", "1", Path.Combine(_folder.FullName, "party.jpg"));
        File.Copy(Path.Combine(Root(), "src", "StreamMood.Mood", "Songs", "bundled", "public-domain.csv"), Path.Combine(_folder.FullName, "songs.csv"));
        var readme = await File.ReadAllTextAsync(Path.Combine(Root(), "README.md"));
        var start = readme.IndexOf("{\n  \"cameras\"", StringComparison.Ordinal);
        var json = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "cameras.json"), json.Replace("lobby.mp4", video, StringComparison.Ordinal));
    }

    private static async Task FfmpegAsync(params string[] args)
    {
        using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-y", .. args]);
        await ffmpeg.WaitForExitAsync();
        Assert.Equal(0, ffmpeg.ExitCode);
    }
}
