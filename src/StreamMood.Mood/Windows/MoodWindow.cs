using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;

namespace StreamMood.Mood.Windows;

/// <summary>What voted in one camera's window.</summary>
public struct MoodWindow
{
    private FaceSums _sums;
    private FrameSet _seen;
    private long _lastTicks;
    private FrameNumber _lastFrame;

    internal MoodWindow(long index, long firstOffset)
    {
        Index = index;
        FirstOffset = firstOffset;
        _lastTicks = long.MinValue;
    }

    /// <summary>Number of the window, counted in windows since 1970.</summary>
    public long Index { get; }

    /// <summary>Emotion events in the window.</summary>
    public int Frames { get; private set; }

    /// <summary>Face observations in the window.</summary>
    public readonly int Faces => _sums.Faces;

    /// <summary>Those among them that voted.</summary>
    public readonly int Voted => _sums.Voted;

    /// <summary>The models behind the window's last event.</summary>
    public ModelVersions? Models { get; private set; }

    /// <summary>Sum of the weights, see <see cref="FaceSums.Weight"/>.</summary>
    public readonly double Weight => _sums.Weight;

    /// <summary>Weighted sum of valence; divide by <see cref="Weight"/> for the mean.</summary>
    public readonly double Valence => _sums.Valence;

    /// <summary>Weighted sum of arousal.</summary>
    public readonly double Arousal => _sums.Arousal;

    /// <summary>Offset of the first event that came for the window; an event that comes later has a greater one.</summary>
    internal long FirstOffset { get; }

    /// <summary>Weighted sum of an expression's probability.</summary>
    public readonly double Emotion(int emotion) => _sums.Emotion(emotion);

    /// <summary>Votes whose most probable expression this one was.</summary>
    public readonly int Tops(int emotion) => _sums.Tops(emotion);

    internal readonly bool Contains(FrameNumber frame) => _seen.Contains(frame);

    /// <summary>Folds an event in; false when its frame is already there.</summary>
    internal bool Add(EmotionEvent value, FrameNumber frame, FaceVoting voting)
    {
        if (!_seen.Add(frame))
            return false;
        Frames++;
        _sums.Add(value.Faces, voting);

        // "Last" by time and then by id, so that it does not depend on the order of arrival.
        var ticks = value.CapturedAt.UtcTicks;
        if (ticks > _lastTicks || (ticks == _lastTicks && frame.CompareTo(_lastFrame) > 0))
        {
            _lastTicks = ticks;
            _lastFrame = frame;
            Models = value.Models;
        }

        return true;
    }
}
