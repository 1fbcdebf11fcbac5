namespace StreamMood.Tests.Vision;

/// <summary>Holds a warm path to allocating nothing.</summary>
internal static class Allocation
{
    /// <summary>
    /// Bytes that ten calls allocate on this thread once warm: the least of many rounds, because until the runtime has
    /// compiled generic code a second time it may box values.
    /// </summary>
    public static long OnceWarm(Action pass)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 50 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++)
                pass();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
