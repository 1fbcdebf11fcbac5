using System.Diagnostics;

namespace StreamMood.Pipeline.Camera.Ffmpeg;

/// <summary>
/// A running child: its output as a stream, its errors read away with the last line kept, killed and reaped when disposed.
/// Not thread safe.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LongestLine = 300;
    private readonly Process _process;
    private readonly Task<string?> _lastError;

    private ChildProcess(Process process)
    {
        _process = process;
        _lastError = ReadErrorsAsync(process.StandardError);
    }

    /// <summary>What the child writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>The process number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a program found on PATH.</summary>
    /// <exception cref="StreamMood.Contracts.UserErrorException">When there is no such program.</exception>
    public static async Task<ChildProcess> StartAsync(string program, IEnumerable<string> arguments) =>
        new(await ChildLauncher.StartAsync(program, arguments));

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
            _process.Kill();
        await _process.WaitForExitAsync();
        await _lastError;
        _process.Dispose();
    }

    private static async Task<string?> ReadErrorsAsync(StreamReader errors)
    {
        string? last = null;
        while (await errors.ReadLineAsync() is { } line)
            if (!string.IsNullOrWhiteSpace(line))
                last = line.Length > LongestLine ? line[..LongestLine] : line.Trim();
        return last;
    }
}
