namespace StreamMood.Mood.Windows;

/// <summary>
/// The frames a window has seen, to tell duplicates. Frames come nearly in order and nearly without gaps, so the set is kept
/// as ranges: one range of 24 bytes a window in the usual case, whatever the frame rate.
/// </summary>
internal struct FrameSet
{
    private Range[]? _ranges;
    private int _count;

    /// <summary>Ranges in use.</summary>
    public readonly int RangeCount => _count;

    /// <summary>Adds a frame; false when it is already there.</summary>
    public bool Add(FrameNumber frame)
    {
        var left = _count - 1;
        while (left >= 0 && _ranges![left].StartsAfter(frame))
            left--;
        if (left >= 0 && _ranges![left].Holds(frame))
            return false;

        var joinsLeft = left >= 0 && _ranges![left].EndsJustBefore(frame);
        var right = left + 1;
        var joinsRight = right < _count && _ranges![right].StartsJustAfter(frame);
        if (joinsLeft && joinsRight)
        {
            _ranges![left].Last = _ranges[right].Last;
            Array.Copy(_ranges, right + 1, _ranges, right, _count - right - 1);
            _count--;
        }
        else if (joinsLeft)
        {
            _ranges![left].Last = frame.Sequence;
        }
        else if (joinsRight)
        {
            _ranges![right].First = frame.Sequence;
        }
        else
        {
            Insert(right, frame);
        }

        return true;
    }

    /// <summary>Whether a frame is there.</summary>
    public readonly bool Contains(FrameNumber frame)
    {
        for (var i = _count - 1; i >= 0; i--)
            if (_ranges![i].Holds(frame))
                return true;
        return false;
    }

    private void Insert(int at, FrameNumber frame)
    {
        if (_ranges is null)
            _ranges = new Range[1];
        else if (_count == _ranges.Length)
            Array.Resize(ref _ranges, _count * 2);
        Array.Copy(_ranges, at, _ranges, at + 1, _count - at);
        _ranges[at] = new Range { Epoch = frame.Epoch, First = frame.Sequence, Last = frame.Sequence };
        _count++;
    }

    private struct Range
    {
        public long Epoch;
        public long First;
        public long Last;

        public readonly bool StartsAfter(FrameNumber frame) => new FrameNumber(Epoch, First).CompareTo(frame) > 0;

        public readonly bool Holds(FrameNumber frame) => Epoch == frame.Epoch && First <= frame.Sequence && frame.Sequence <= Last;

        public readonly bool EndsJustBefore(FrameNumber frame) => Epoch == frame.Epoch && Last == frame.Sequence - 1;

        public readonly bool StartsJustAfter(FrameNumber frame) => Epoch == frame.Epoch && First == frame.Sequence + 1;
    }
}
