using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace StreamMood.IntegrationTests.Cli;

/// <summary>The built program as a process of its own, with its output read as it comes.</summary>
internal sealed class Program : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    private Program(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Append(_out, e.Data);
        process.ErrorDataReceived += (_, e) => Append(_error, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Standard output so far.</summary>
    public string Out => Text(_out);

    /// <summary>Standard error so far.</summary>
    public string Error => Text(_error);

    /// <summary>Starts <c>streammood</c> with these arguments.</summary>
    public static Program Start(params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "streammood.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return new Program(Process.Start(start)!);
    }

    /// <summary>Waits until something holds, or the process has ended.</summary>
    public async Task UntilAsync(Func<Program, bool> holds)
    {
        var (held, ended) = (false, false);
        await Poll.Until(
            () =>
            {
                ended = _process.HasExited; // looked at first: what it wrote before its end counts
                return (held = holds(this)) || ended;
            },
            () => $"what was waited for: {Error}");
        if (!held)
        {
            await _process.WaitForExitAsync(); // and with it the last of its output
            held = holds(this);
        }

        Assert.True(held, $"ended with {(ended ? _process.ExitCode : 0)}: {Error}");
    }

    /// <summary>Sends what Ctrl-C sends.</summary>
    public void Interrupt() => Signal("INT");

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<int> ExitCodeAsync()
    {
        using var timeout = new CancellationTokenSource(Poll.Patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
