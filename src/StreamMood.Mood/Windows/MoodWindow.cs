using System.Runtime.CompilerServices;
using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Windows;

/// <summary>
/// What voted in one camera's window. Every face votes with its confidence times its quality. The sums are integers (weights
/// and scores in steps of 2^-16), because integer sums, unlike those of floating point, do not depend on the order of the
/// events: this is what makes a replay byte-identical.
/// </summary>
public struct MoodWindow
{
    private const float One = 1 << 16;

    private Sums _emotions;
    private long _weight;
    private long _valence;
    private long _arousal;
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
    public int Faces { get; private set; }

    /// <summary>The models behind the window's last event.</summary>
    public ModelVersions? Models { get; private set; }

    /// <summary>Sum of the weights, confidence times quality; one sure, sharp, frontal face in one frame weighs 1.</summary>
    public readonly double Weight => _weight / (double)One;

    /// <summary>Weighted sum of valence; divide by <see cref="Weight"/> for the mean.</summary>
    public readonly double Valence => _valence / ((double)One * One);

    /// <summary>Weighted sum of arousal.</summary>
    public readonly double Arousal => _arousal / ((double)One * One);

    /// <summary>Offset of the first event that came for the window; an event that comes later has a greater one.</summary>
    internal long FirstOffset { get; }

    /// <summary>Weighted sum of an expression's probability.</summary>
    public readonly double Emotion(int emotion) => _emotions[emotion] / ((double)One * One);

    internal readonly bool Contains(FrameNumber frame) => _seen.Contains(frame);

    /// <summary>Folds an event in; false when its frame is already there.</summary>
    internal bool Add(EmotionEvent value, FrameNumber frame)
    {
        if (!_seen.Add(frame))
            return false;
        Frames++;
        var faces = value.Faces;
        Faces += faces.Count;
        for (var i = 0; i < faces.Count; i++)
            Vote(faces[i]);

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

    private void Vote(FaceObservation face)
    {
        var weight = (long)MathF.Round(face.Confidence * face.Quality * One);
        _weight += weight;
        _valence += weight * (long)MathF.Round(face.Valence * One);
        _arousal += weight * (long)MathF.Round(face.Arousal * One);
        var scores = face.Emotions;
        for (var i = 0; i < Emotions.Count; i++)
            _emotions[i] += weight * (long)MathF.Round(scores[i] * One);
    }

    [InlineArray(Emotions.Count)]
    private struct Sums
    {
        private long _first;
    }
}
