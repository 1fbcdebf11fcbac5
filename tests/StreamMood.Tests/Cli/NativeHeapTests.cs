using System.Runtime.InteropServices;
using StreamMood.Cli;

namespace StreamMood.Tests.Cli;

public sealed class NativeHeapTests
{
    private const int Bytes = 2 << 20;

    // glibc notes it in the second bit of the size before a block.
    private const int HasPagesOfItsOwn = 2;

    [SkippableFact]
    public void GiveBackLargeBlocks_LargeOnesWereFreedBefore_LaterOnesStillHavePagesOfTheirOwn()
    {
        Skip.IfNot(NativeHeap.GiveBackLargeBlocks(), "the C library is not glibc");
        Marshal.FreeHGlobal(Marshal.AllocHGlobal(Bytes));

        // Many at once: other tests of this process may have left room for some in an arena, and that is taken first.
        var blocks = Enumerable.Range(0, 64).Select(_ => Marshal.AllocHGlobal(Bytes)).ToList();
        var own = blocks.Count(b => (Marshal.ReadInt64(b - sizeof(long)) & HasPagesOfItsOwn) != 0);
        blocks.ForEach(Marshal.FreeHGlobal);
        Assert.InRange(own, blocks.Count / 2, blocks.Count);
    }
}
