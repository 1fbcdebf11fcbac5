using System.Runtime.InteropServices;
using StreamMood.Contracts;

namespace StreamMood.Vision.Imaging;

/// <summary>Owns one TurboJPEG compressor or decompressor.</summary>
internal sealed class TurboJpegHandle : SafeHandle
{
    private TurboJpegHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    public nint Value => handle;

    public static TurboJpegHandle Decompressor() => Open(TurboJpeg.InitDecompress);

    public static TurboJpegHandle Compressor() => Open(TurboJpeg.InitCompress);

    protected override bool ReleaseHandle() => TurboJpeg.Destroy(handle) == 0;

    private static TurboJpegHandle Open(Func<nint> init)
    {
        try
        {
            var opened = new TurboJpegHandle(init());
            return opened.IsInvalid ? throw new UserErrorException("libjpeg-turbo could not start: out of memory") : opened;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new UserErrorException(
                "libturbojpeg.so.0 (libjpeg-turbo 2 or later) is not installed; on Debian and Ubuntu: apt-get install libturbojpeg0", e);
        }
    }
}
