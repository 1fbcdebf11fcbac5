namespace StreamMood.Fuzzing;

/// <summary>Runs cases in this process, which a case may kill. What is thrown is written down, and the next case is run.</summary>
internal static class Worker
{
    /// <summary>Runs the cases from where the ledger stands.</summary>
    /// <param name="target">What is fuzzed.</param>
    /// <param name="ledger">Where it stands.</param>
    /// <param name="end">Number of the first case that is not run.</param>
    /// <param name="found">Told of each finding: case and what was thrown.</param>
    public static void Run(IFuzzTarget target, Ledger ledger, long end, Action<long, Exception> found)
    {
        while (ledger.Case < end)
        {
            try
            {
                ledger.Settle(target.Run(ledger.Case));
            }
#pragma warning disable CA1031 // whatever it is, it is the finding
            catch (Exception e)
#pragma warning restore CA1031
            {
                found(ledger.Case, e);
                ledger.Found++;
                ledger.Case++;
            }
        }
    }
}
