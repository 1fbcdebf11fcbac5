using System.Diagnostics;

namespace StreamMood.IntegrationTests.Camera;

/// <summary>Videos that ffmpeg draws for a test.</summary>
internal static class TestVideo
{
    /// <summary>Skips the test, saying why, where there is no ffmpeg.</summary>
    public static void Need() => Skip.IfNot(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "ffmpeg"))),
        "ffmpeg is not installed");

    /// <summary>Draws a clip.</summary>
    public static string Make(string folder, string name, params string[] codec)
    {
        var path = Path.Combine(folder, name);
        Run("ffmpeg", ["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=1", .. codec, path]);
        return path;
    }

    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
