using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamMood.Vision.Video;

/// <summary>
/// A running child: its output as a stream, its errors read away with the last line kept, ended and reaped when disposed.
/// Not thread safe.
/// </summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int LongestLine = 300;
    private const int Terminate = 15;

    // A network camera lends few sessions at a time: ffmpeg is given the moment it needs to say goodbye.
    private static readonly TimeSpan Goodbye = TimeSpan.FromMilliseconds(500);

    // A killed child ends at once, except one that sits in a system call that nothing interrupts, as over a network drive that is gone.
    private static readonly TimeSpan Death = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly Task<string?> _lastError;

    private ChildProcess(Process process, Action<string>? onError)
    {
        _process = process;
        _lastError = ReadErrorsAsync(process.StandardError, onError);
    }

    /// <summary>What the child writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Done when every line of the child's errors has been read.</summary>
    public Task ErrorsRead => _lastError;

    /// <summary>The process number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a program found on PATH.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">What it is told; others on the machine can read this.</param>
    /// <param name="input">What it can read on its standard input; null for nothing.</param>
    /// <param name="onError">Called with each line of its errors, one after the other, from another thread.</param>
    /// <exception cref="StreamMood.Contracts.UserErrorException">When there is no such program.</exception>
    public static async Task<ChildProcess> StartAsync(
        string program, IEnumerable<string> arguments, string? input = null, Action<string>? onError = null) =>
        new(await ChildLauncher.StartAsync(program, arguments, input), onError);

    /// <summary>Waits for the child to end by itself.</summary>
    /// <returns>Its exit code, and the last line it wrote to its errors, if any.</returns>
    public async Task<(int Code, string? LastError)> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, await _lastError);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // Nobody reads any more: a child that writes must not wait at a full pipe, deaf to the signal.
            await Output.DisposeAsync();
            _ = SendSignal(_process.Id, Terminate);
            using var patience = new CancellationTokenSource(Goodbye);
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
                _process.Kill();
        }

        // One that does not die is left behind, and reaped whenever it does: its camera starts again, or the program stops, without it.
        var reaped = ReapAsync();
        await reaped.WaitAsync(Death).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (reaped.IsCompleted)
            await reaped;
    }

    private async Task ReapAsync()
    {
        await _process.WaitForExitAsync();
        await _lastError;
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private static async Task<string?> ReadErrorsAsync(StreamReader errors, Action<string>? onError)
    {
        string? last = null;
        while (await errors.ReadLineAsync() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            last = line.Length > LongestLine ? line[..LongestLine] : line.Trim();
            onError?.Invoke(line);
        }

        return last;
    }
}
