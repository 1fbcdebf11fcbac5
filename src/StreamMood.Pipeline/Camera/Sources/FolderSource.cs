using StreamMood.Contracts;
using StreamMood.Vision.Imaging;

namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>
/// The pictures of a folder by name, one a tick. JPEGs are sent as they are, unread: whether they hold is the worker's to find
/// out, as with any camera. PNGs become JPEGs.
/// </summary>
internal sealed class FolderSource : IFrameSource
{
    private readonly FramePacer _pacer;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly string[] _files;
    private readonly bool _loop;
    private readonly Func<string, byte[], byte[]?> _convert;
    private int _next;
    private int _unreadable;
}
