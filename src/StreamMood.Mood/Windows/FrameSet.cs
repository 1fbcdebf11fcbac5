using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>
/// The frames a window has seen, to tell duplicates. Frames come nearly in order and nearly without gaps, so the set is kept
/// as ranges: one range of 32 bytes a window and camera in the usual case, whatever the frame rate.
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
            Insert(right, new Range { Source = frame.Source, Epoch = frame.Epoch, First = frame.Sequence, Last = frame.Sequence });
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

    /// <summary>Takes over the frames of a set that has none of these.</summary>
    public void Join(in FrameSet other)
    {
        for (var i = 0; i < other._count; i++)
        {
            ref readonly var range = ref other._ranges![i];
            var at = _count;
            while (at > 0 && _ranges![at - 1].StartsAfter(new FrameNumber(range.Epoch, range.First, range.Source)))
                at--;
            Insert(at, range);
        }
    }

    /// <summary>Keeps no more than so many ranges, the newest; for sets that go on and on.</summary>
    public void Trim(int most)
    {
        if (_count <= most)
            return;
        Array.Copy(_ranges!, _count - most, _ranges!, 0, most);
        _count = most;
    }

    public readonly void Write(ref StateWriter into)
    {
        into.Number(_count);
        for (var i = 0; i < _count; i++)
        {
            ref readonly var range = ref _ranges![i];
            into.Number(range.Source);
            into.Number(range.Epoch);
            into.Number(range.First);
            into.Number(range.Last - range.First);
        }
    }

    public static FrameSet Read(ref StateReader from)
    {
        var set = default(FrameSet);
        var count = from.Count();
        for (var i = 0; i < count; i++)
        {
            var range = new Range { Source = (int)from.Number(), Epoch = from.Number(), First = from.Number() };
            range.Last = range.First + from.Number();
            set.Insert(i, range);
        }

        return set;
    }

    private void Insert(int at, in Range range)
    {
        if (_ranges is null)
            _ranges = new Range[1];
        else if (_count == _ranges.Length)
            Array.Resize(ref _ranges, _count * 2);
        Array.Copy(_ranges, at, _ranges, at + 1, _count - at);
        _ranges[at] = range;
        _count++;
    }

    private struct Range
    {
        public int Source;
        public long Epoch;
        public long First;
        public long Last;

        public readonly bool StartsAfter(FrameNumber frame) => new FrameNumber(Epoch, First, Source).CompareTo(frame) > 0;

        public readonly bool Holds(FrameNumber frame) => IsOf(frame) && First <= frame.Sequence && frame.Sequence <= Last;

        public readonly bool EndsJustBefore(FrameNumber frame) => IsOf(frame) && Last == frame.Sequence - 1;

        public readonly bool StartsJustAfter(FrameNumber frame) => IsOf(frame) && First == frame.Sequence + 1;

        private readonly bool IsOf(FrameNumber frame) => Epoch == frame.Epoch && Source == frame.Source;
    }
}
