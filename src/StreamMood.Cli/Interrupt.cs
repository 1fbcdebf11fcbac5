using System.Runtime.InteropServices;

namespace StreamMood.Cli;

/// <summary>
/// Turns SIGINT and SIGTERM into a cancellation, so that a verb can stop in order. A second signal ends the process at once,
/// with the exit code a shell expects, for the operator whose orderly stop hangs.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupt() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];

    /// <summary>What a verb that was cut short ends with: 128 and the number of the signal.</summary>
    public int ExitCode { get; private set; } = Cli.ExitCode.Interrupted;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        ExitCode = context.Signal == PosixSignal.SIGINT ? Cli.ExitCode.Interrupted : Cli.ExitCode.Terminated;
        if (_source.IsCancellationRequested)
            Environment.Exit(ExitCode);
        _source.Cancel();
    }
}
