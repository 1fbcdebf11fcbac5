namespace StreamMood.Fuzzing;

/// <summary>
/// Code under fuzzing. A case follows from seed and number alone, so that one that kills the process can be made again. What
/// comes out is a name out of <see cref="Outcomes"/>; anything thrown is a finding.
/// </summary>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>Every outcome there is, at most 60.</summary>
    IReadOnlyList<string> Outcomes { get; }

    /// <summary>The case as bytes, to be kept beside a finding.</summary>
    byte[] Input(long number);

    /// <summary>Runs a case.</summary>
    /// <returns>Index into <see cref="Outcomes"/>.</returns>
    int Run(long number);
}

/// <summary>The targets by name.</summary>
internal static class FuzzTargets
{
    /// <summary>Names for the command line.</summary>
    public static IReadOnlyList<string> Names { get; } = ["frames", "events"];

    /// <summary>Opens a target.</summary>
    public static IFuzzTarget Open(string name, int seed) => name == "frames" ? new FrameTarget(seed) : new EventTarget(seed);
}
