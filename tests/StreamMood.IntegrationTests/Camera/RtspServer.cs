using System.Diagnostics;
using System.Globalization;

namespace StreamMood.IntegrationTests.Camera;

/// <summary>GStreamer's RTSP server in a process of its own; tests skip where its packages are missing.</summary>
internal sealed class RtspServer : IDisposable
{
    private const string Packages =
        "python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly";

    // Debian's bindings belong to Debian's Python, which need not be the first on the PATH.
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Camera", "rtsp-server.py");
    private static readonly Lazy<bool> There = new(Check);

    private readonly Process _process;

    private RtspServer(Process process, int port, int shutPort) => (_process, Port, ShutPort) = (process, port, shutPort);

    /// <summary>/h264 and /jpeg for everybody.</summary>
    public int Port { get; }

    /// <summary>/jpeg for user lens, password p@ss:w0rd/%.</summary>
    public int ShutPort { get; }

    public static void Need() => Skip.IfNot(There.Value, $"needs GStreamer's RTSP server: apt-get install --no-install-recommends {Packages}");

    public static RtspServer Start(int port = 0)
    {
        var process = Launch($"{port}");
        var ports = process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("the RTSP server does not start");
        return new RtspServer(process, int.Parse(ports[0], CultureInfo.InvariantCulture), int.Parse(ports[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Stops sending without closing anything, as a camera whose firmware hangs.</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>Goes on.</summary>
    public void Thaw() => Signal("-CONT");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static bool Check()
    {
        try
        {
            using var process = Launch("--check");
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Launch(string argument) => Process.Start(
        new ProcessStartInfo(Python, [Script, argument]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [name, $"{_process.Id}"]);
        kill.WaitForExit();
    }
}
