using System.Runtime.InteropServices;

namespace StreamMood.Vision.Imaging;

/// <summary>The part of libjpeg-turbo's TurboJPEG 2 interface in use; its 3.x library still exports it.</summary>
internal static unsafe partial class TurboJpeg
{
    public const int Bgr = 1;
    public const int Gray = 6;
    public const int Subsample420 = 2;
    public const int SubsampleGray = 3;
    public const int NoReallocation = 1024;
    public const int LimitScans = 32768;
    public const int ErrorIsWarning = 0;

    private const string Library = "libturbojpeg.so.0";

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    public static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    public static partial nint InitCompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    public static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(
        nint handle, byte* jpeg, nuint size, byte* pixels, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    public static partial int Compress(
        nint handle, byte* pixels, int width, int pitch, int height, int pixelFormat,
        byte** jpeg, nuint* size, int subsample, int quality, int flags);

    [LibraryImport(Library, EntryPoint = "tjBufSize")]
    public static partial nuint BufferSize(int width, int height, int subsample);

    [LibraryImport(Library, EntryPoint = "tjGetErrorCode")]
    public static partial int ErrorCode(nint handle);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial byte* ErrorText(nint handle);

    /// <summary>The last message, which stays valid until the next call on the handle.</summary>
    public static ReadOnlySpan<byte> Message(nint handle) =>
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(ErrorText(handle));
}
