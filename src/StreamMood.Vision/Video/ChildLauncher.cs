using System.Collections.Concurrent;
using System.Diagnostics;
using StreamMood.Contracts;

namespace StreamMood.Vision.Video;

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

    /// <summary>Where a program lies.</summary>
    /// <exception cref="UserErrorException">When there is no such program on PATH.</exception>
    public static string Require(string program) => Find(program)
        ?? throw new UserErrorException($"{program} is needed for video and was not found on PATH; install it, on Debian with: apt-get install ffmpeg");

    /// <summary>Starts a program with its output and errors redirected.</summary>
    /// <param name="program">Its name on PATH.</param>
    /// <param name="arguments">What it is told; others on the machine can read this.</param>
    /// <param name="input">What it can read, at most a pipe's 64 KiB; the place for what others must not see.</param>
    /// <exception cref="UserErrorException">When there is no such program.</exception>
    public static async Task<Process> StartAsync(string program, IEnumerable<string> arguments, string? input)
    {
        var order = new Order(
            [.. Shim, Require(program), .. arguments], input, new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously));
        Orders.Add(order);
        return await order.Started.Task;
    }

    private static void Serve()
    {
        foreach (var order in Orders.GetConsumingEnumerable())
        {
            try
            {
                order.Started.SetResult(Start(order.Words, order.Input));
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                order.Started.SetException(e);
            }
        }
    }

    private static Process Start(string[] words, string? input)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var child = Process.Start(start) ?? throw new InvalidOperationException($"{words[0]} did not start");
        try
        {
            if (input is not null)
                child.StandardInput.Write(input);
            child.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is dead already; whoever reads its output will see.
        }

        return child;
    }

    private static string[] Tool(string name, params string[] arguments) => Find(name) is { } path ? [path, .. arguments] : [];

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private sealed record Order(string[] Words, string? Input, TaskCompletionSource<Process> Started);
}
