using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;

namespace StreamMood.Mood.Windows;

/// <summary>
/// One camera's windows: those still open, and the closed ones that the filter remembers. Its clock is the newest time it has
/// told; a window closes when that has passed its end by the grace. Sorted by number; some seven windows in all.
/// </summary>
internal sealed class CameraWindows(string camera)
{
    private MoodWindow[] _windows = new MoodWindow[4];
    private int _count;
    private int _closed;
    private long _clock = long.MinValue;

    /// <summary>Camera id.</summary>
    public string Camera { get; } = camera;

    /// <summary>Windows before this number are closed.</summary>
    public long ClosedBefore { get; private set; } = long.MinValue;

    /// <summary>Windows before this number are held back.</summary>
    public long HoldBefore { get; init; } = long.MinValue;

    /// <summary>The partition's elapsed time when the camera was last heard, in ticks.</summary>
    public long HeardAt { get; set; }

    /// <summary>Late events since the last recommendation.</summary>
    public int Late { get; set; }

    /// <summary>What the decision remembers.</summary>
    public DecisionState Decision { get; set; }

    public CameraQueue? Queue { get; set; }

    public CameraWindows? Previous { get; set; }

    public CameraWindows? Next { get; set; }

    /// <summary>Offset of the first event that any window held here rests on; the greatest number when there is none.</summary>
    public long FirstOffset { get; private set; } = long.MaxValue;

    /// <summary>Folds an event into its window.</summary>
    public AddOutcome Add(EmotionEvent value, FrameNumber frame, long window, long offset, FaceVoting voting)
    {
        var at = _count;
        while (at > 0 && _windows[at - 1].Index > window)
            at--;
        var known = at > 0 && _windows[at - 1].Index == window;
        if (window < ClosedBefore)
            return known && _windows[at - 1].Contains(frame) ? AddOutcome.Duplicate : AddOutcome.Late;

        if (!known)
            Insert(at++, new MoodWindow(window, offset));
        if (!_windows[at - 1].Add(value, frame, voting))
            return AddOutcome.Duplicate;
        _clock = Math.Max(_clock, value.CapturedAt.UtcTicks);
        return AddOutcome.Counted;
    }

    /// <summary>Closes what the camera's own clock has passed by the grace.</summary>
    public void CloseByClock(EventTime time, long grace) => ClosedBefore = Math.Max(ClosedBefore, time.WindowOf(_clock - grace));

    /// <summary>Closes every window the camera has.</summary>
    public void CloseAll()
    {
        if (_count > 0)
            ClosedBefore = Math.Max(ClosedBefore, _windows[_count - 1].Index + 1);
    }

    /// <summary>
    /// Takes the next closed window not taken yet: the answer ends with it and begins with those that <paramref name="memory"/>
    /// windows reach back to, itself included. Empty when there is none.
    /// </summary>
    public ReadOnlySpan<MoodWindow> TakeClosed(int memory)
    {
        if (_closed == _count || _windows[_closed].Index >= ClosedBefore)
            return default;
        var last = _closed++;
        var first = last;
        while (first > 0 && _windows[first - 1].Index > _windows[last].Index - memory)
            first--;
        return _windows.AsSpan(first, last - first + 1);
    }

    /// <summary>Drops taken windows that no later window's filter reaches back to.</summary>
    public void Prune(int memory)
    {
        var gone = 0;
        while (gone < _closed && _windows[gone].Index < ClosedBefore - memory)
            gone++;
        if (gone == 0)
            return;
        _windows.AsSpan(gone, _count - gone).CopyTo(_windows);
        _windows.AsSpan(_count - gone, gone).Clear();
        _count -= gone;
        _closed -= gone;
        FirstOffset = long.MaxValue;
        for (var i = 0; i < _count; i++)
            FirstOffset = Math.Min(FirstOffset, _windows[i].FirstOffset);
    }

    private void Insert(int at, MoodWindow window)
    {
        if (_count == _windows.Length)
            Array.Resize(ref _windows, _count + 2);
        _windows.AsSpan(at, _count - at).CopyTo(_windows.AsSpan(at + 1));
        _windows[at] = window;
        _count++;
        FirstOffset = Math.Min(FirstOffset, window.FirstOffset);
    }
}
