using System.Runtime.InteropServices;

namespace StreamMood.Cli;

/// <summary>
/// Keeps glibc from holding on to the Kafka library's largest buffers. By default a freed block of some megabytes, such as a fetched run
/// of frames, raises the size from which on blocks get pages of their own (mallopt(3), M_MMAP_THRESHOLD); later ones then lie between
/// small ones in the arenas of many threads, and memory that a burst took is never given back.
/// </summary>
internal static partial class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;

    /// <summary>Gives large blocks pages of their own for good; for the start of the process. False where the C library is another.</summary>
    public static bool GiveBackLargeBlocks()
    {
        try
        {
            return Set(MapThreshold, 256 * 1024) == 1 && Set(TrimThreshold, 1024 * 1024) == 1;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(int parameter, int value);
}
