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
        for (var i = 0; i < 3; i++)
        {
            var block = Marshal.AllocHGlobal(Bytes);
            Assert.Equal(HasPagesOfItsOwn, Marshal.ReadInt64(block - sizeof(long)) & HasPagesOfItsOwn);
            Marshal.FreeHGlobal(block);
        }
    }
}
