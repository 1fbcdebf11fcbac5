namespace StreamMood.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Ran to its end, but not all of it worked: an unreadable file, nothing recommended, a verdict that is bad.</summary>
    public const int Partial = 1;

    /// <summary>The call or a setting is wrong; one line on stderr says which.</summary>
    public const int Usage = 2;

    /// <summary>The broker refused for good.</summary>
    public const int Broker = 3;

    /// <summary>A fault of the program itself (EX_SOFTWARE of sysexits.h).</summary>
    public const int Fault = 70;

    /// <summary>Ended by Ctrl-C before it was done (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM before it was done (128 + SIGTERM).</summary>
    public const int Terminated = 143;
}
