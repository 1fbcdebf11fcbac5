using System.Runtime.InteropServices;

namespace StreamMood.Cli;

/// <summary>Standard output as the system sees it.</summary>
internal static partial class OutputPipe
{
    private const int StandardOutput = 1;
    private const short PollError = 8;

    /// <summary>Whether standard output is a pipe whose other end is closed.</summary>
    public static bool IsBroken()
    {
        var descriptor = new PollDescriptor { Descriptor = StandardOutput };
        return Poll(ref descriptor, 1, 0) > 0 && (descriptor.Returned & PollError) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Asked;
        public short Returned;
    }
}
