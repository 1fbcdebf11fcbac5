using System.Collections.Concurrent;
using System.Diagnostics;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Camera.Ffmpeg;

/// <summary>
/// Starts children that do not outlive this process, however it dies: <c>setpriv --pdeathsig</c> (util-linux) has the kernel
/// kill the child when the thread that started it ends. Pool threads come and go, so all children are started from one thread
/// that never ends. <c>setsid</c> keeps a terminal's Ctrl-C from reaching the child before the agent has stopped in order.
/// Without these two tools the child starts plainly and ends when it writes to the broken pipe.
/// </summary>
internal static class ChildLauncher
{
    private static readonly BlockingCollection<Order> Orders = [];
    private static readonly string[] Shim = [.. Tool("setpriv", "--pdeathsig", "KILL"), .. Tool("setsid")];

    static ChildLauncher() => new Thread(Serve) { IsBackground = true, Name = "child launcher" }.Start();

    /// <summary>Starts a program with its output and errors redirected and nothing to read.</summary>
    /// <exception cref="UserErrorException">When there is no such program.</exception>
    public static async Task<Process> StartAsync(string program, IEnumerable<string> arguments)
    {
        var path = Find(program)
            ?? throw new UserErrorException($"{program} is needed for video and was not found on PATH; install it, on Debian with: apt-get install ffmpeg");
        var order = new Order([.. Shim, path, .. arguments], new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously));
        Orders.Add(order);
        return await order.Started.Task;
    }

    private static void Serve()
    {
        foreach (var order in Orders.GetConsumingEnumerable())
        {
            try
            {
                order.Started.SetResult(Start(order.Words));
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                order.Started.SetException(e);
            }
        }
    }

    private static Process Start(string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var child = Process.Start(start) ?? throw new InvalidOperationException($"{words[0]} did not start");
        child.StandardInput.Close();
        return child;
    }

    private static string[] Tool(string name, params string[] arguments) => Find(name) is { } path ? [path, .. arguments] : [];

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private sealed record Order(string[] Words, TaskCompletionSource<Process> Started);
}
