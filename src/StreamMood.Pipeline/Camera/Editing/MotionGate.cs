using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Pipeline.Camera.Editing;

/// <summary>
/// Says whether something has changed since the last frame that passed: compares their luma at an eighth of the size or at
/// about 80 pixels, whichever is more, where noise has averaged out. One frame a second passes in any case, so that a still
/// room stays a live camera whose faces are still read. Not thread safe.
/// </summary>
internal sealed class MotionGate : IDisposable
{
    // Levels of 255; sensor noise averaged over 64 pixels stays far below.
    private const int Difference = 10;
    private const int EnoughSide = 80;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly double _share;
    private readonly TimeProvider _time;
    private readonly JpegDecoder _decoder = new(new PictureLimits());
    private Picture _last = new();
    private Picture _now = new();
    private long? _passed;

    /// <param name="share">Share of the picture that must have changed.</param>
    /// <param name="time">The clock.</param>
    public MotionGate(double share, TimeProvider time) => (_share, _time) = (share, time);

    /// <summary>Whether the frame passes. One that cannot be decoded does: that is the worker's to report.</summary>
    public bool Passes(byte[] jpeg)
    {
        if (_decoder.Decode(jpeg, 1, EnoughSide, _now) != FrameStatus.Ok)
            return true;
        if (_passed is { } passed && _time.GetElapsedTime(passed) < LongestPause && !Changed())
            return false;
        _passed = _time.GetTimestamp();
        (_last, _now) = (_now, _last);
        return true;
    }

    /// <inheritdoc />
    public void Dispose() => _decoder.Dispose();

    private bool Changed()
    {
        if (_last.Width != _now.Width || _last.Height != _now.Height)
            return true;
        ReadOnlySpan<byte> before = _last.Pixels, after = _now.Pixels;
        var changed = 0;
        for (var i = 0; i < after.Length; i++)
            if (Math.Abs(after[i] - before[i]) > Difference)
                changed++;
        return changed >= _share * after.Length;
    }
}
